package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.util.Map;

/**
 * The Deployment of a function.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/">Deployment</a>
 */
final class Deployments {
  private Deployments() {}

  static KubernetesObject of(Function function) {
    boolean own = function.replicas().isPresent() && function.autoscaling().isEmpty();
    return Metadata.object(
        "apps/v1",
        "Deployment",
        function,
        function.name(),
        "spec",
        Fields.of(
            "replicas",
            own ? function.replicas().getAsInt() : null,
            "selector",
            Map.of("matchLabels", Names.selector(function.name())),
            "strategy",
            Fields.of(
                "type",
                "RollingUpdate",
                "rollingUpdate",
                Fields.of("maxUnavailable", 0, "maxSurge", 1)),
            "template",
            new PodTemplate(function, Target.KUBERNETES).template()));
  }
}
