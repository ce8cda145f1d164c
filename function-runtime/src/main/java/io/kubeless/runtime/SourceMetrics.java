package io.kubeless.runtime;

import io.kubeless.runtime.source.MetricSink;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the metrics of sources in the text format of Prometheus, by name.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Text format 0.0.4</a>
 */
final class SourceMetrics implements MetricSink {
  private static final double MOST_WHOLE = 1L << 53;

  private final Map<String, StringBuilder> families = new TreeMap<>();

  @Override
  public void counter(String name, String help, Map<String, String> labels, long value) {
    add("counter", name, help, labels, Long.toString(value));
  }

  @Override
  public void gauge(String name, String help, Map<String, String> labels, double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < MOST_WHOLE;
    add("gauge", name, help, labels, whole ? Long.toString((long) value) : "" + value);
  }

  private void add(
      String type, String name, String help, Map<String, String> labels, String value) {
    StringBuilder text =
        families.computeIfAbsent(name, key -> Metrics.type(new StringBuilder(), name, help, type));
    text.append(name);
    String separator = "{";
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      text.append(separator).append(label.getKey()).append("=\"");
      text.append(escaped(label.getValue())).append('"');
      separator = ",";
    }
    text.append(labels.isEmpty() ? " " : "} ").append(value).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  String exposition() {
    return String.join("", families.values());
  }
}
