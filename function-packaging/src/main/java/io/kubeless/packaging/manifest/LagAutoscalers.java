package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.LagMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The autoscaler of a function that scales on the lag of its triggers: a ScaledObject of KEDA with
 * a TriggerAuthentication for each trigger that has a login or certificates, or a
 * HorizontalPodAutoscaler with an external metric for each trigger.
 *
 * @see <a href="https://keda.sh/docs/latest/reference/scaledobject-spec/">ScaledObject</a>
 */
final class LagAutoscalers {
  private LagAutoscalers() {}

  /** Returns the objects; none if the consumers of the triggers depend on an unknown namespace. */
  static List<KubernetesObject> of(Function function, Autoscaling autoscaling) {
    List<LagMetric> metrics = function.lagMetrics().orElse(List.of());
    if (metrics.isEmpty()) {
      return List.of();
    }
    if (autoscaling.by() == Autoscaling.By.HPA) {
      return List.of(
          Autoscalers.of(
              function, autoscaling, metrics.stream().map(LagAutoscalers::external).toList()));
    }
    List<KubernetesObject> objects = new ArrayList<>();
    for (LagMetric each : metrics) {
      if (!each.credentials().isEmpty()) {
        objects.add(authentication(function, each));
      }
    }
    objects.add(scaledObject(function, autoscaling, metrics));
    return objects;
  }

  private static Map<String, Object> external(LagMetric metric) {
    return Fields.of(
        field("type", "External"),
        field(
            "external",
            Fields.of(
                field(
                    "metric",
                    Fields.of(
                        field("name", metric.metric()),
                        field("selector", Map.of("matchLabels", metric.labels())))),
                field(
                    "target",
                    Fields.of(
                        field("type", "AverageValue"),
                        field("averageValue", "" + metric.lag()))))));
  }

  private static String name(Function function, LagMetric metric) {
    return function.name() + "." + metric.trigger();
  }

  private static KubernetesObject authentication(Function function, LagMetric metric) {
    List<Map<String, Object>> entries = new ArrayList<>();
    metric
        .credentials()
        .forEach(
            (parameter, entry) ->
                entries.add(
                    Fields.of(
                        field("parameter", parameter),
                        field("name", entry.secret()),
                        field("key", entry.key()))));
    return Metadata.object(
        ApiResource.TRIGGER_AUTHENTICATION,
        function,
        name(function, metric),
        field("spec", Fields.of(field("secretTargetRef", entries))));
  }

  private static KubernetesObject scaledObject(
      Function function, Autoscaling autoscaling, List<LagMetric> metrics) {
    return Metadata.object(
        ApiResource.SCALED_OBJECT,
        function,
        function.name(),
        field(
            "spec",
            Fields.of(
                field("scaleTargetRef", Fields.of(field("name", function.name()))),
                field("minReplicaCount", autoscaling.min()),
                field("maxReplicaCount", autoscaling.max()),
                field(
                    "triggers", metrics.stream().map(each -> trigger(function, each)).toList()))));
  }

  private static Map<String, Object> trigger(Function function, LagMetric metric) {
    SortedMap<String, String> metadata = new TreeMap<>(metric.metadata());
    metadata.put("lagThreshold", "" + metric.lag());
    return Fields.of(
        field("type", metric.scaler()),
        field("metadata", metadata),
        field(
            "authenticationRef",
            metric.credentials().isEmpty()
                ? null
                : Fields.of(field("name", name(function, metric)))));
  }
}
