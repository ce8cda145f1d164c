package io.kubeless.packaging.kubeconfig;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The process that reads a kubeconfig, and its environment.
 *
 * @param environment the variables of this process, such as {@code KUBECONFIG} and {@code
 *     HTTPS_PROXY}
 * @param terminal whether a login command may prompt the user
 * @param proxies the proxy of an address, {@code http://[user:password@]host:port}, used if the
 *     environment names none
 * @param serviceAccount directory of a pod's own service account
 */
public record Caller(
    Map<String, String> environment,
    boolean terminal,
    Function<URI, Optional<URI>> proxies,
    Path serviceAccount) {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** Copies the environment. */
  public Caller {
    environment = Map.copyOf(environment);
  }

  /** Returns this process as the caller. */
  public static Caller here(boolean terminal, Function<URI, Optional<URI>> proxies) {
    return new Caller(System.getenv(), terminal, proxies, SERVICE_ACCOUNT);
  }

  /** Returns a variable; the empty string if it is unset. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
