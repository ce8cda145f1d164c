package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The registry that a local cluster advertises.
 *
 * @see <a
 *     href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-cluster-lifecycle/generic/1755-communicating-a-local-registry">
 *     KEP-1755</a>
 */
public final class LocalRegistry {
  private LocalRegistry() {}

  /** Returns host and port; empty if the cluster advertises no registry, or is not accessible. */
  public static Optional<String> of(ClusterConnection connection) {
    try {
      JsonNode configMap =
          new KubernetesApi(connection)
              .call(
                  "GET",
                  "/api/v1/namespaces/kube-public/configmaps/local-registry-hosting",
                  "",
                  "");
      String hosting = configMap.path("data").path("localRegistryHosting.v1").asText();
      Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(hosting);
      return content instanceof Map<?, ?> map && map.get("host") instanceof String host
          ? Optional.of(host)
          : Optional.empty();
    } catch (ApiFailure | YAMLException e) {
      return Optional.empty();
    }
  }
}
