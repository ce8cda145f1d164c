package io.kubeless.runtime.source;

import java.util.Map;

/**
 * Collects the metrics of sources. Metrics with the same name have the same type and help text, and
 * differ in their labels.
 *
 * @see <a href="https://prometheus.io/docs/concepts/data_model/">Data model of Prometheus</a>
 */
public interface MetricSink {

  /**
   * Adds a counter.
   *
   * @param name such as {@code event_dead_lettered_total}
   * @param help a sentence
   * @param labels label values by name, such as {@code topic}; each label should have few different
   *     values
   * @param value the count since the start of the process
   */
  void counter(String name, String help, Map<String, String> labels, long value);

  /**
   * Adds a value that can decrease, such as {@code event_lag}. Times are in seconds.
   *
   * @param name such as {@code event_lag}
   * @param help a sentence
   * @param labels label values by name
   * @param value the current value, which is finite
   */
  void gauge(String name, String help, Map<String, String> labels, double value);
}
