package io.kubeless.packaging.kubeconfig;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The access to the cluster that a pod has with its own service account.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/">Accessing
 *     the API from a pod</a>
 */
final class PodAccess {
  private PodAccess() {}

  /** Returns the access; empty outside a pod. */
  static Optional<ClusterAccess> of(Caller caller, Optional<String> namespace) {
    String host = caller.variable("KUBERNETES_SERVICE_HOST");
    String port = caller.variable("KUBERNETES_SERVICE_PORT");
    Path directory = caller.serviceAccount();
    if (host.isEmpty() || port.isEmpty() || !Files.isReadable(directory.resolve("token"))) {
      return Optional.empty();
    }
    KubeconfigEntry account =
        new KubeconfigEntry(
            directory.resolve("kubeconfig"),
            "the pod's service account",
            Map.of("tokenFile", "token", "certificate-authority", "ca.crt"));
    URI server =
        URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    return Optional.of(
        new ClusterAccess(
            "in-cluster",
            server,
            namespace.or(() -> namespace(caller)).orElse("default"),
            "the pod's service account",
            new ProxyChoice(caller).of(account, server),
            ServerTrust.of(account),
            new KubeconfigUser(account, Map.of(), caller).login(),
            List.of()));
  }

  private static Optional<String> namespace(Caller caller) {
    String variable = caller.variable("POD_NAMESPACE");
    if (!variable.isEmpty()) {
      return Optional.of(variable);
    }
    try {
      return Optional.of(Files.readString(caller.serviceAccount().resolve("namespace")).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
