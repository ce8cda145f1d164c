package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;

/**
 * How many pods may be evicted at once. With a single pod a budget would keep nodes from draining
 * for ever, so there is none.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/run-application/configure-pdb/">PodDisruptionBudget</a>
 */
final class DisruptionBudgets {
  private DisruptionBudgets() {}

  static boolean needed(Function function) {
    int least =
        function.autoscaling().map(Autoscaling::min).orElse(function.fixedReplicas().orElse(1));
    return least >= 2;
  }

  static KubernetesObject of(Function function) {
    return Metadata.object(
        ApiResource.POD_DISRUPTION_BUDGET,
        function,
        function.name(),
        "spec",
        Fields.of(
            "maxUnavailable",
            1,
            "unhealthyPodEvictionPolicy",
            "AlwaysAllow",
            "selector",
            Map.of("matchLabels", Names.selector(function.name()))));
  }
}
