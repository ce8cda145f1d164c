package io.kubeless.packaging.observe;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one pod uses, and the calls that it has answered since it was started.
 *
 * @param metrics the metrics of its runtime; empty if they cannot be read
 */
record PodLoad(String pod, PodUsage usage, Exposition metrics) {
  private static final String DURATION = "function_duration_seconds";
  private static final String UNKNOWN = "-";

  /** Returns the texts for a row of a table. */
  String[] cells() {
    return new String[] {
      pod,
      cpu(usage.cpu()),
      cpu(usage.cpuLimit()),
      memory(usage.memory()),
      memory(usage.memoryLimit()),
      count(calls()),
      count(failures()),
      duration(metrics.mean(DURATION)),
      duration(metrics.quantile(DURATION, 0.5)),
      duration(metrics.quantile(DURATION, 0.99))
    };
  }

  /** Returns the fields for programs. What is unknown has no field. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", pod);
    usage.cpu().ifPresent(value -> fields.put("cpu", value));
    usage.cpuLimit().ifPresent(value -> fields.put("cpuLimit", value));
    usage.memory().ifPresent(value -> fields.put("memoryBytes", value));
    usage.memoryLimit().ifPresent(value -> fields.put("memoryLimitBytes", value));
    calls().ifPresent(value -> fields.put("calls", Math.round(value)));
    failures().ifPresent(value -> fields.put("failures", Math.round(value)));
    metrics.sum("function_in_flight").ifPresent(value -> fields.put("inFlight", Math.round(value)));
    metrics.mean(DURATION).ifPresent(value -> fields.put("meanSeconds", value));
    metrics.quantile(DURATION, 0.5).ifPresent(value -> fields.put("p50Seconds", value));
    metrics.quantile(DURATION, 0.99).ifPresent(value -> fields.put("p99Seconds", value));
    return fields;
  }

  /** Returns the number of calls. Methods appear with their first call, the others always. */
  private OptionalDouble calls() {
    return orZero("function_calls_total");
  }

  private OptionalDouble failures() {
    return orZero("function_failures_total");
  }

  private OptionalDouble orZero(String name) {
    boolean known = metrics.sum("function_in_flight").isPresent();
    OptionalDouble sum = metrics.sum(name);
    return sum.isPresent() || !known ? sum : OptionalDouble.of(0);
  }

  private static String cpu(OptionalDouble cpus) {
    return cpus.isPresent() ? Math.round(cpus.getAsDouble() * 1000) + "m" : UNKNOWN;
  }

  private static String memory(OptionalLong bytes) {
    return bytes.isPresent() ? (bytes.getAsLong() >> 20) + "Mi" : UNKNOWN;
  }

  private static String count(OptionalDouble count) {
    return count.isPresent() ? "" + Math.round(count.getAsDouble()) : UNKNOWN;
  }

  private static String duration(OptionalDouble seconds) {
    if (seconds.isEmpty()) {
      return UNKNOWN;
    }
    double millis = seconds.getAsDouble() * 1000;
    return millis < 1000
        ? String.format(Locale.ROOT, "%.1fms", millis)
        : String.format(Locale.ROOT, "%.2fs", millis / 1000);
  }
}
