package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Trigger;
import java.util.List;
import java.util.Map;

/**
 * The way in for an HTTP trigger. The runtime takes the prefix off the path, so no controller's
 * annotation is needed.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingress</a>
 */
final class Ingresses {
  private Ingresses() {}

  static KubernetesObject of(Function function, Trigger.Http trigger, int index) {
    Map<String, Object> backend =
        Map.of(
            "service",
            Fields.of("name", function.name(), "port", Map.of("number", Names.SERVICE_PORT)));
    Map<String, Object> path =
        Fields.of("path", trigger.path(), "pathType", "Prefix", "backend", backend);
    return Metadata.object(
        "networking.k8s.io/v1",
        "Ingress",
        function,
        Names.trigger(function.name(), index),
        "spec",
        Fields.of(
            "ingressClassName",
            trigger.ingressClass(),
            "rules",
            List.of(Fields.of("host", trigger.host(), "http", Map.of("paths", List.of(path)))),
            "tls",
            trigger
                .tlsSecret()
                .map(
                    secret ->
                        List.of(
                            Fields.of(
                                "hosts", trigger.host().map(List::of), "secretName", secret)))));
  }
}
