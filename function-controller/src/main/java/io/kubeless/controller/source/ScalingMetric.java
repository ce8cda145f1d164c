package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts metrics of {@code autoscaling/v2beta1}, as API servers did.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/">HorizontalPodAutoscaler</a>
 */
final class ScalingMetric {
  private ScalingMetric() {}

  /** Returns the metric in the version {@code autoscaling/v2}; absent if its type is unknown. */
  static Optional<Map<String, Object>> current(Map<String, Object> metric) {
    String type = String.valueOf(metric.get("type"));
    String key =
        type.isEmpty() ? "" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    Map<String, Object> old = map(metric.get(key));
    if (old.isEmpty()) {
      return Optional.empty();
    }
    // The target of the old version is an object or a number, and that of the current one has a
    // type.
    if (map(old.get("target")).containsKey("type")) {
      return Optional.of(metric);
    }
    Map<String, Object> name =
        Fields.of(
            field("name", old.get("metricName")),
            field(
                "selector",
                old.containsKey("selector") ? old.get("selector") : old.get("metricSelector")));
    Map<String, Object> converted;
    switch (type) {
      case "Resource", "ContainerResource" ->
          converted =
              Fields.of(
                  field("name", old.get("name")),
                  field("container", old.get("container")),
                  field("target", target(old, "")));
      case "Pods", "External" ->
          converted = Fields.of(field("metric", name), field("target", target(old, "targetValue")));
      case "Object" -> {
        Map<String, Object> described = map(old.get("target"));
        converted =
            Fields.of(
                field(
                    "describedObject",
                    Fields.of(
                        field(
                            "apiVersion",
                            described.get("apiVersion") == null
                                    && "Service".equals(described.get("kind"))
                                ? "v1"
                                : described.get("apiVersion")),
                        field("kind", described.get("kind")),
                        field("name", described.get("name")))),
                field("metric", name),
                field("target", target(old, "targetValue")));
      }
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(Fields.of(field("type", type), field(key, converted)));
  }

  private static Map<String, Object> target(Map<String, Object> old, String value) {
    if (old.get("targetAverageUtilization") != null) {
      return Fields.of(
          field("type", "Utilization"),
          field("averageUtilization", old.get("targetAverageUtilization")));
    }
    Object average =
        old.get("targetAverageValue") != null
            ? old.get("targetAverageValue")
            : old.get("averageValue");
    return average != null
        ? Fields.of(field("type", "AverageValue"), field("averageValue", average))
        : Fields.of(field("type", "Value"), field("value", old.get(value)));
  }

  @SuppressWarnings("unchecked") // keys of JSON maps are texts
  private static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
