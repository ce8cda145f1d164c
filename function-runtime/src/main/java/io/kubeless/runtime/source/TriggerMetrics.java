package io.kubeless.runtime.source;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The metrics that all triggers of brokers have. Ages and numbers of events that the source knows
 * itself are passed when the metrics are collected.
 */
public final class TriggerMetrics {
  private final Map<String, String> labels;
  private final LongAdder received = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder deadLettered = new LongAdder();
  private final LongAdder skipped = new LongAdder();

  /**
   * Creates metrics that are zero.
   *
   * @param type of the trigger, such as {@code kafka}
   * @param name of the trigger
   */
  public TriggerMetrics(String type, String name) {
    this.labels = Map.of("type", type, "trigger", name);
  }

  /** Returns the labels, for further metrics of the same trigger. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Counts events that were received, including those that are delivered again. */
  public void received(int events) {
    received.add(events);
  }

  /** Counts an event that was processed. */
  public void succeeded() {
    succeeded.increment();
  }

  /** Counts events that were processed. */
  public void succeeded(int events) {
    succeeded.add(events);
  }

  /** Counts a failed attempt that is followed by another one. */
  public void retried() {
    retried.increment();
  }

  /** Counts an event whose dead letter was stored. */
  public void deadLettered() {
    deadLettered.increment();
  }

  /** Counts an event that was given up without a dead letter. */
  public void skipped() {
    skipped.increment();
  }

  /**
   * Collects the metrics.
   *
   * @param inFlight number of events that were received and are not settled
   * @param oldest age of the oldest of them, zero if there is none
   * @param silence time since the last sign of life of the broker, and of the client that polls it
   */
  public void collect(MetricSink sink, long inFlight, Duration oldest, Duration silence) {
    counter(sink, "received", "Events received, including repeated deliveries.", received);
    counter(sink, "succeeded", "Events processed successfully.", succeeded);
    counter(sink, "retried", "Failed attempts that are followed by another one.", retried);
    counter(sink, "dead_lettered", "Events stored as dead letters.", deadLettered);
    counter(sink, "skipped", "Events given up without a dead letter.", skipped);
    gauge(sink, "in_flight", "Events received and not yet settled.", (double) inFlight);
    gauge(
        sink,
        "oldest_in_flight_seconds",
        "Age of the oldest event that is not yet settled.",
        oldest.toMillis() / 1000.0);
    gauge(
        sink,
        "last_poll_age_seconds",
        "Time since the last sign of life of the broker, and of the client that polls it.",
        silence.toMillis() / 1000.0);
  }

  private void counter(MetricSink sink, String name, String help, LongAdder value) {
    sink.counter("function_events_" + name + "_total", help, labels, value.sum());
  }

  private void gauge(MetricSink sink, String name, String help, double value) {
    sink.gauge("function_events_" + name, help, labels, value);
  }
}
