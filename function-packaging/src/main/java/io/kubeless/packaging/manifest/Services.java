package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.Map;

/**
 * The Service of a function.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/">Service</a>
 */
final class Services {
  private Services() {}

  static KubernetesObject of(Function function) {
    Map<String, Object> spec = spec(function);
    return Metadata.object(ApiResource.SERVICE, function, function.name(), field("spec", spec));
  }

  static Map<String, Object> spec(Function function) {
    return Fields.of(
        field("type", "ClusterIP"),
        field("selector", Names.selector(function.name())),
        field(
            "ports",
            List.of(
                Fields.of(
                    field("name", Names.SERVICE_PORT_NAME),
                    field("protocol", "TCP"),
                    field("port", Names.SERVICE_PORT),
                    field("targetPort", RuntimeContract.DEFAULT_PORT)))));
  }
}
