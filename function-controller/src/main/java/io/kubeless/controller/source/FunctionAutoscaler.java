package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import io.kubeless.packaging.manifest.ResourceFields;
import io.kubeless.packaging.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The autoscaler of a Function, which the resource contains in the version {@code
 * autoscaling/v2beta1}, in the version {@code autoscaling/v2}.
 */
final class FunctionAutoscaler {
  private static final String PATH = "spec.horizontalPodAutoscaler";

  private FunctionAutoscaler() {}

  /** Returns name and specification; absent if it has no name or target, as upstream writes it. */
  static Optional<Map<String, Object>> read(FunctionSpec function) {
    ResourceFields fields = function.fields();
    Map<String, Object> object = fields.map(function.spec(), PATH);
    Map<String, Object> metadata = fields.map(object, PATH + ".metadata");
    Map<String, Object> spec = fields.map(object, PATH + ".spec");
    Map<String, Object> target = fields.map(spec, PATH + ".spec.scaleTargetRef");
    Optional<String> name = fields.text(metadata, PATH + ".metadata.name");
    Optional<String> deployment = fields.text(target, PATH + ".spec.scaleTargetRef.name");
    if (name.isEmpty() || deployment.isEmpty()) {
      return Optional.empty();
    }
    if (!deployment.get().equals(function.name())) {
      fields.invalid(
          PATH + ".spec.scaleTargetRef.name",
          deployment.get(),
          Message.of("it is not the Function itself, %s", function.name()));
    }
    int max = fields.number(spec, PATH + ".spec.maxReplicas").orElse(0);
    int min = fields.number(spec, PATH + ".spec.minReplicas").orElse(1);
    if (max < 1 || min > max || min < 1) {
      fields.invalid(
          PATH + ".spec.maxReplicas",
          max,
          Message.of("minReplicas is 1 or more, and maxReplicas at least it"));
    }
    List<Map<String, Object>> metrics = metrics(fields, spec);
    return Optional.of(
        Fields.of(
            field("name", name.get()),
            field(
                "spec",
                Fields.of(
                    field(
                        "scaleTargetRef",
                        Fields.of(
                            field("apiVersion", "apps/v1"),
                            field("kind", "Deployment"),
                            field("name", function.name()))),
                    field("minReplicas", min),
                    field("maxReplicas", max),
                    field("metrics", metrics),
                    field("behavior", spec.get("behavior"))))));
  }

  private static List<Map<String, Object>> metrics(
      ResourceFields fields, Map<String, Object> spec) {
    String path = PATH + ".spec.metrics";
    List<Map<String, Object>> given = fields.maps(spec, path);
    if (given.isEmpty()) {
      fields.invalid(
          path, "[]", Message.of("an autoscaler needs a metric, such as the use of the CPU"));
    }
    List<Map<String, Object>> metrics = new ArrayList<>();
    for (Map<String, Object> each : given) {
      Optional<Map<String, Object>> metric = ScalingMetric.current(each);
      metric.ifPresent(metrics::add);
      if (metric.isEmpty()) {
        fields.invalid(
            path,
            each,
            Message.of("it is not a metric of type Resource, Pods, Object or External"));
      }
    }
    return metrics;
  }
}
