package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry that a local cluster says it pulls from.
 *
 * @see <a
 *     href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-cluster-lifecycle/generic/1755-communicating-a-local-registry">
 *     KEP-1755</a>
 */
public final class LocalRegistry {
  private static final Pattern HOST =
      Pattern.compile("^host:\\s*\"?([^\"\\s]+)\"?\\s*$", Pattern.MULTILINE);

  private LocalRegistry() {}

  /** Returns host and port; empty when the cluster says nothing or cannot be asked. */
  public static Optional<String> of(Connection connection) {
    try {
      JsonNode configMap =
          new KubernetesApi(connection)
              .call(
                  "GET",
                  "/api/v1/namespaces/kube-public/configmaps/local-registry-hosting",
                  "",
                  "");
      Matcher host = HOST.matcher(configMap.path("data").path("localRegistryHosting.v1").asText());
      return host.find() ? Optional.of(host.group(1)) : Optional.empty();
    } catch (ApiFailure e) {
      return Optional.empty();
    }
  }
}
