package io.kubeless.packaging.kubeconfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Who asks for a cluster: what a kubeconfig is read with.
 *
 * @param environment the variables of this process, such as {@code KUBECONFIG} and {@code
 *     HTTPS_PROXY}
 * @param terminal whether a login command may ask a person
 * @param proxies what settings.xml names, in its order; a variable of the environment wins
 * @param serviceAccount directory of a pod's own service account
 */
public record Caller(
    Map<String, String> environment,
    boolean terminal,
    List<SettingsProxy> proxies,
    Path serviceAccount) {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** Copies what it gets. */
  public Caller {
    environment = Map.copyOf(environment);
    proxies = List.copyOf(proxies);
  }

  /** Returns this process as the caller. */
  public static Caller here(boolean terminal, List<SettingsProxy> proxies) {
    return new Caller(System.getenv(), terminal, proxies, SERVICE_ACCOUNT);
  }

  /** Returns a variable; empty when it is unset or empty. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
