package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

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

  /** Returns the autoscaler on target kubernetes, and the objects that it needs. */
  static List<KubernetesObject> of(Function function, Autoscaling autoscaling) {
    if (autoscaling.onLag()) {
      return LagAutoscalers.of(function, autoscaling);
    }
    Object target =
        Fields.of(field("type", "Utilization"), field("averageUtilization", autoscaling.cpu()));
    return List.of(of(function, autoscaling, List.of(cpu("target", target))));
  }

  /** Returns a HorizontalPodAutoscaler with any metrics. */
  static KubernetesObject of(
      Function function, Autoscaling autoscaling, List<Map<String, Object>> metrics) {
    return Metadata.object(
        ApiResource.HORIZONTAL_POD_AUTOSCALER,
        function,
        function.name(),
        field("spec", spec(function, autoscaling, metrics)));
  }

  /**
   * Returns the autoscaler in the version that the resource of Kubeless contains, {@code
   * autoscaling/v2beta1}.
   */
  static Map<String, Object> kubeless(Function function, Autoscaling autoscaling) {
    return Fields.of(
        field(
            "metadata",
            Fields.of(field("name", function.name()), field("namespace", function.namespace()))),
        field(
            "spec",
            spec(
                function,
                autoscaling,
                List.of(cpu("targetAverageUtilization", autoscaling.cpu())))));
  }

  /**
   * Returns the metric of the CPU use.
   *
   * @param target name of the field for the target
   */
  private static Map<String, Object> cpu(String target, Object wanted) {
    return Fields.of(
        field("type", "Resource"),
        field("resource", Fields.of(field("name", "cpu"), field(target, wanted))));
  }

  private static Map<String, Object> spec(
      Function function, Autoscaling autoscaling, List<Map<String, Object>> metrics) {
    return Fields.of(
        field(
            "scaleTargetRef",
            Fields.of(
                field("apiVersion", ApiResource.DEPLOYMENT.apiVersion()),
                field("kind", ApiResource.DEPLOYMENT.kind()),
                field("name", function.name()))),
        field("minReplicas", autoscaling.min()),
        field("maxReplicas", autoscaling.max()),
        field("metrics", metrics));
  }
}
