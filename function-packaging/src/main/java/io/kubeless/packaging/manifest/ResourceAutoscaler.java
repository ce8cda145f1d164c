package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Autoscaling.By;
import io.kubeless.packaging.model.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The autoscaler that a Function resource contains, in the version {@code autoscaling/v2beta1} or
 * {@code autoscaling/v2}.
 *
 * @param spec the specification of the Function
 */
record ResourceAutoscaler(ResourceFields fields, Map<String, Object> spec) {
  private static final String PATH = "spec.horizontalPodAutoscaler";

  /** Returns the limits; absent if the autoscaler has no name, as upstream writes it. */
  Optional<Autoscaling> read() {
    Map<String, Object> object = fields.map(spec, PATH);
    Map<String, Object> scaling = fields.map(object, PATH + ".spec");
    Map<String, Object> metadata = fields.map(object, PATH + ".metadata");
    if (fields.text(metadata, PATH + ".metadata.name").isEmpty()) {
      return Optional.empty();
    }
    int max = fields.number(scaling, PATH + ".spec.maxReplicas").orElse(0);
    int min = fields.number(scaling, PATH + ".spec.minReplicas").orElse(1);
    if (max < 1 || min > max || min < 1) {
      fields.invalid(
          PATH + ".spec.maxReplicas",
          max,
          Message.of("minReplicas is 1 or more, and maxReplicas at least it"));
    }
    OptionalInt cpu = cpu(fields.maps(scaling, PATH + ".spec.metrics"));
    if (cpu.isEmpty()) {
      fields.invalid(
          PATH + ".spec.metrics",
          fields.maps(scaling, PATH + ".spec.metrics"),
          Message.of("it is not one metric of type Resource of the CPU with a target in percent"));
    }
    return Optional.of(new Autoscaling(min, max, cpu.orElse(1), By.CPU));
  }

  private OptionalInt cpu(List<Map<String, Object>> metrics) {
    if (metrics.size() != 1 || !"Resource".equals(metrics.get(0).get("type"))) {
      return OptionalInt.empty();
    }
    String path = PATH + ".spec.metrics[0].resource";
    Map<String, Object> resource = fields.map(metrics.get(0), path);
    if (!"cpu".equals(resource.get("name"))) {
      return OptionalInt.empty();
    }
    OptionalInt old = fields.number(resource, path + ".targetAverageUtilization");
    return old.isPresent()
        ? old
        : fields.number(fields.map(resource, path + ".target"), path + ".averageUtilization");
  }
}
