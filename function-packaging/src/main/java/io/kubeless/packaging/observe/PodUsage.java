package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kubeless.runtime.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * CPU and memory that a container uses, and its limits.
 *
 * @param cpu CPUs
 * @param cpuLimit CPUs; absent without a limit
 * @param memory bytes
 * @param memoryLimit bytes; absent without a limit
 */
record PodUsage(
    OptionalDouble cpu, OptionalDouble cpuLimit, OptionalLong memory, OptionalLong memoryLimit) {

  /**
   * Returns the usage that the cluster has measured.
   *
   * @param metrics a PodMetrics of metrics.k8s.io
   */
  static PodUsage measured(JsonNode metrics, JsonNode pod, String function) {
    JsonNode used = named(metrics.path("containers"), container(pod, function)).path("usage");
    return new PodUsage(
        amount(used.path("cpu")),
        limit(pod, function, "cpu"),
        bytes(amount(used.path("memory"))),
        bytes(limit(pod, function, "memory")));
  }

  /**
   * Returns the usage that the function's own metrics contain: its mean CPU since it was started,
   * and its heap.
   */
  static PodUsage own(Exposition metrics, JsonNode pod, String function, Instant now) {
    OptionalDouble cpu = metrics.sum("process_cpu_seconds_total");
    Duration age = age(pod, function, now);
    return new PodUsage(
        cpu.isPresent() && age.toMillis() > 0
            ? OptionalDouble.of(cpu.getAsDouble() * 1000 / age.toMillis())
            : OptionalDouble.empty(),
        limit(pod, function, "cpu"),
        bytes(metrics.sum("jvm_memory_used_bytes")),
        bytes(metrics.sum("jvm_memory_max_bytes")));
  }

  private static Duration age(JsonNode pod, String function, Instant now) {
    JsonNode status = named(pod.at("/status/containerStatuses"), container(pod, function));
    try {
      return Duration.between(Instant.parse(status.at("/state/running/startedAt").asText()), now);
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private static String container(JsonNode pod, String function) {
    return FunctionPods.container(pod, function);
  }

  private static JsonNode named(JsonNode list, String name) {
    for (JsonNode each : list) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  private static OptionalDouble limit(JsonNode pod, String function, String resource) {
    return amount(
        named(pod.at("/spec/containers"), container(pod, function))
            .path("resources")
            .path("limits")
            .path(resource));
  }

  private static OptionalDouble amount(JsonNode quantity) {
    try {
      return quantity.isTextual()
          ? OptionalDouble.of(Quantity.amount(quantity.asText()).doubleValue())
          : OptionalDouble.empty();
    } catch (IllegalArgumentException e) {
      return OptionalDouble.empty();
    }
  }

  private static OptionalLong bytes(OptionalDouble amount) {
    return amount.isPresent() ? OptionalLong.of((long) amount.getAsDouble()) : OptionalLong.empty();
  }
}
