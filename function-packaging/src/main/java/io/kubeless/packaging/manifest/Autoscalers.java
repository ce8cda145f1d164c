package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
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
    Object target = Fields.of("type", "Utilization", "averageUtilization", autoscaling.cpu());
    return Metadata.object(
        ApiResource.HORIZONTAL_POD_AUTOSCALER,
        function,
        function.name(),
        "spec",
        spec(function, autoscaling, "target", target));
  }

  /** Returns the form that the resource of Kubeless contains, {@code autoscaling/v2beta1}. */
  static Map<String, Object> kubeless(Function function, Autoscaling autoscaling) {
    return Fields.of(
        "metadata",
        Fields.of("name", function.name(), "namespace", function.namespace()),
        "spec",
        spec(function, autoscaling, "targetAverageUtilization", autoscaling.cpu()));
  }

  /**
   * Returns a specification.
   *
   * @param target name of the field that contains the wanted use of the CPU
   */
  private static Map<String, Object> spec(
      Function function, Autoscaling autoscaling, String target, Object wanted) {
    return Fields.of(
        "scaleTargetRef",
        Fields.of(
            "apiVersion",
            ApiResource.DEPLOYMENT.apiVersion(),
            "kind",
            ApiResource.DEPLOYMENT.kind(),
            "name",
            function.name()),
        "minReplicas",
        autoscaling.min(),
        "maxReplicas",
        autoscaling.max(),
        "metrics",
        List.of(
            Fields.of("type", "Resource", "resource", Fields.of("name", "cpu", target, wanted))));
  }
}
