package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the controller does.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Text format 0.0.4</a>
 */
final class ControllerMetrics implements Metrics {
  private final Map<String, LongAdder> reconciliations = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> writes = new ConcurrentSkipListMap<>();
  private final AtomicInteger queue = new AtomicInteger();
  private volatile boolean leader;

  /** Counts an object that was created, changed or deleted. */
  void wrote(String kind) {
    add(writes, kind);
  }

  /** Sets that this replica acts. */
  void leads() {
    leader = true;
  }

  boolean isLeader() {
    return leader;
  }

  @Override
  public void reconcileCustomResource(
      HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
    queue.incrementAndGet();
  }

  @Override
  public void reconciliationExecutionFinished(
      @Nullable HasMetadata resource, Map<String, Object> metadata) {
    queue.decrementAndGet();
    if (resource != null) { // it was deleted while it was waiting
      add(reconciliations, resource.getKind());
    }
  }

  @Override
  public void failedReconciliation(
      HasMetadata resource, Exception failure, Map<String, Object> metadata) {
    add(failures, resource.getKind());
  }

  private static void add(Map<String, LongAdder> counters, String kind) {
    counters.computeIfAbsent(kind, each -> new LongAdder()).increment();
  }

  /** Returns all metrics. */
  String exposition() {
    StringBuilder text = new StringBuilder(2048);
    family(
        text,
        "kubeless_controller_reconciliations_total",
        "Reconciliations, by the kind of the resource.",
        reconciliations);
    family(
        text,
        "kubeless_controller_reconciliation_failures_total",
        "Reconciliations that will be repeated, by the kind of the resource.",
        failures);
    family(
        text,
        "kubeless_controller_writes_total",
        "Objects that were created, changed or deleted, by their kind.",
        writes);
    gauge(
        text,
        "kubeless_controller_queue",
        "Resources that wait for their reconciliation, or are being reconciled.",
        queue.get());
    gauge(text, "kubeless_controller_leader", "Whether this replica acts: 1 or 0.", leader ? 1 : 0);
    Runtime jvm = Runtime.getRuntime();
    gauge(text, "jvm_memory_used_bytes", "Used heap.", jvm.totalMemory() - jvm.freeMemory());
    gauge(text, "jvm_memory_max_bytes", "Largest heap.", jvm.maxMemory());
    return text.toString();
  }

  private static void family(
      StringBuilder text, String name, String help, Map<String, LongAdder> counters) {
    head(text, name, help, "counter");
    counters.forEach(
        (kind, count) ->
            text.append(name)
                .append("{kind=\"")
                .append(kind)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
  }

  private static void gauge(StringBuilder text, String name, String help, long value) {
    head(text, name, help, "gauge");
    text.append(name).append(' ').append(value).append('\n');
  }

  private static void head(StringBuilder text, String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }
}
