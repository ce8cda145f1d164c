package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;

/**
 * Limits how many pods may be evicted at the same time. A function with a single pod has no budget,
 * because it would prevent nodes from draining.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/run-application/configure-pdb/">PodDisruptionBudget</a>
 */
final class DisruptionBudgets {
  private DisruptionBudgets() {}

  static boolean needed(Function function) {
    int least =
        function
            .resources()
            .autoscaling()
            .map(Autoscaling::min)
            .orElse(function.fixedReplicas().orElse(1));
    return least >= 2;
  }

  static KubernetesObject of(Function function) {
    return Metadata.object(
        ApiResource.POD_DISRUPTION_BUDGET,
        function,
        function.name(),
        field(
            "spec",
            Fields.of(
                field("maxUnavailable", 1),
                field("unhealthyPodEvictionPolicy", "AlwaysAllow"),
                field("selector", Map.of("matchLabels", Names.selector(function.name()))))));
  }
}
