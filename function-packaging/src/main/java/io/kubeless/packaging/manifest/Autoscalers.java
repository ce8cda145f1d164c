package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Function;
import java.util.List;
import java.util.Map;

/**
 * The autoscaler of a function.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/">
 *     HorizontalPodAutoscaler</a>
 */
final class Autoscalers {
  private Autoscalers() {}

  static KubernetesObject of(Function function, Autoscaling autoscaling) {
    return Metadata.object(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        function,
        function.name(),
        "spec",
        Fields.of(
            "scaleTargetRef",
            Fields.of("apiVersion", "apps/v1", "kind", "Deployment", "name", function.name()),
            "minReplicas",
            autoscaling.min(),
            "maxReplicas",
            autoscaling.max(),
            "metrics",
            List.of(
                Fields.of(
                    "type",
                    "Resource",
                    "resource",
                    Fields.of(
                        "name",
                        "cpu",
                        "target",
                        Fields.of(
                            "type", "Utilization", "averageUtilization", autoscaling.cpu()))))));
  }

  /** Returns the form that the resource of Kubeless holds, {@code autoscaling/v2beta1}. */
  static Map<String, Object> kubeless(Function function, Autoscaling autoscaling) {
    return Fields.of(
        "metadata",
        Fields.of("name", function.name(), "namespace", function.namespace()),
        "spec",
        Fields.of(
            "scaleTargetRef",
            Fields.of("apiVersion", "apps/v1", "kind", "Deployment", "name", function.name()),
            "minReplicas",
            autoscaling.min(),
            "maxReplicas",
            autoscaling.max(),
            "metrics",
            List.of(
                Fields.of(
                    "type",
                    "Resource",
                    "resource",
                    Fields.of("name", "cpu", "targetAverageUtilization", autoscaling.cpu())))));
  }
}
