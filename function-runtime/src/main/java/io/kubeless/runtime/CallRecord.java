package io.kubeless.runtime;

import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.Outcome;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The count and the log line of one call, which are consistent. */
final class CallRecord {
  /** The reason why the client did not get the complete answer. */
  enum Cut {
    /** The client closed the connection, or was too slow to read from it. */
    CLIENT,
    /** The stream that the function returned failed. */
    STREAM,
    /** The stream that the function returned exceeded the timeout. */
    TIMEOUT
  }

  private final String function;
  private final Delivery delivery;
  private final Metrics metrics;
  private final JsonLog log;
  private final long startNanos = System.nanoTime();
  private final JsonLog.Trace trace;

  /** Begins the record of a call that begins now. */
  CallRecord(String function, Delivery delivery, Metrics metrics, JsonLog log) {
    this.function = function;
    this.delivery = delivery;
    this.metrics = metrics;
    this.log = log;
    this.trace = new JsonLog.Trace(delivery);
    JsonLog.trace(trace);
    metrics.began();
  }

  /** Sets the event id of the following log lines. */
  void event(String id) {
    trace.event(id);
  }

  /** Sets the trace of the current thread's log lines, if it is not the thread of the call. */
  void continueHere() {
    JsonLog.trace(trace);
  }

  /**
   * Records an outcome.
   *
   * @param whole whether the client got it completely
   */
  void delivered(Outcome outcome, boolean whole) {
    if (whole) {
      int status = delivery.status(outcome);
      record(status, status >= 500, Map.of());
    } else {
      cut(outcome, Cut.CLIENT);
    }
  }

  /** Records an outcome that the client got only in part, or not at all. */
  void cut(Outcome outcome, Cut why) {
    int status = delivery.status(outcome);
    boolean failed = status >= 500 || why != Cut.CLIENT;
    record(status, failed, Map.of("cut", why.name().toLowerCase(Locale.ROOT)));
  }

  private void record(int status, boolean failed, Map<String, String> more) {
    long nanos = System.nanoTime() - startNanos;
    metrics.answered(delivery.method(), nanos, failed);
    if (!delivery.logged()) {
      JsonLog.trace(null);
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("function", function);
    fields.put("method", delivery.method());
    fields.put("path", delivery.path());
    fields.put("status", status);
    fields.put("millis", nanos / 1_000_000.0);
    fields.putAll(more);
    JsonLog.trace(trace); // another thread records a late call
    log.write("INFO", "access", delivery.method() + " " + status, null, fields);
    JsonLog.trace(null);
  }

  /** Ends the call when its thread is free, independent of its answer. */
  void ended() {
    metrics.ended();
    JsonLog.trace(null);
  }
}
