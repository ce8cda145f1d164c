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

  private static final long QUICK_NANOS = Metrics.firstBucketNanos();

  private final String function;
  private final Metrics metrics;
  private final JsonLog log;
  private final boolean single;
  private final JsonLog.Trace trace;
  private boolean began;
  private long startNanos;
  private long endNanos; // 0 if the next call does not begin where the last one ended
  private String quickMethod = "";
  private int quickCalls; // that are not yet counted
  private long quickNanos;

  /**
   * Creates the record of one call, or of calls that follow each other.
   *
   * @param single whether there is one call
   */
  CallRecord(String function, Metrics metrics, JsonLog log, boolean single) {
    this.function = function;
    this.metrics = metrics;
    this.log = log;
    this.single = single;
    this.trace = new JsonLog.Trace(log);
  }

  /**
   * Begins a call.
   *
   * @return the current time, as {@link System#nanoTime}
   */
  long begin(Delivery delivery) {
    startNanos = nanoTime();
    trace.begin(delivery);
    if (!began) {
      began = true;
      JsonLog.trace(trace);
      metrics.began();
    }
    return startNanos;
  }

  /** Returns the time after the last call, the current time if it was late or there is none. */
  long nanoTime() {
    return endNanos == 0 ? System.nanoTime() : endNanos;
  }

  /** Sets the event of the following log lines. */
  void event(FunctionEvent event) {
    trace.event(event);
  }

  /**
   * Records an outcome.
   *
   * @param whole whether the client got it completely
   */
  void delivered(Outcome outcome, boolean whole) {
    if (whole) {
      int status = trace.delivery().status(outcome);
      record(status, status >= 500, Map.of(), false);
    } else {
      cut(outcome, Cut.CLIENT);
    }
  }

  /** Records an outcome that the client got only in part, or not at all. */
  void cut(Outcome outcome, Cut why) {
    int status = trace.delivery().status(outcome);
    boolean failed = status >= 500 || why != Cut.CLIENT;
    Map<String, String> more = Map.of("cut", why.name().toLowerCase(Locale.ROOT));
    record(status, failed, more, why == Cut.TIMEOUT);
  }

  /** Delivers and records the outcome of a late call, on another thread. */
  void late(Outcome outcome) {
    JsonLog.trace(trace);
    boolean whole = trace.delivery().deliver(outcome);
    Map<String, String> more = whole ? Map.of() : Map.of("cut", "client");
    int status = trace.delivery().status(outcome);
    record(status, status >= 500, more, true);
  }

  private void record(int status, boolean failed, Map<String, String> more, boolean elsewhere) {
    Delivery delivery = trace.delivery();
    long now = System.nanoTime();
    long nanos = now - startNanos;
    if (single || elsewhere || failed || nanos > QUICK_NANOS) {
      metrics.answered(delivery.method(), 1, nanos, failed);
    } else {
      quick(delivery.method(), nanos);
    }
    endNanos = single || elsewhere ? 0 : now;
    if (delivery.logged() || log.settings().events()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("function", function);
      if (delivery.logged()) {
        fields.put("method", delivery.method());
        fields.put("path", delivery.path());
      }
      fields.put("status", status);
      fields.put("millis", nanos / 1_000_000.0);
      fields.putAll(more);
      JsonLog.trace(trace); // another thread records a late call
      String what = delivery.logged() ? delivery.method() : "event";
      log.write("INFO", "access", what + " " + status, null, fields);
    }
    if (single || elsewhere) {
      JsonLog.trace(null);
    }
  }

  /** Collects calls that belong to the first bucket, whose count is updated once for all. */
  private void quick(String method, long nanos) {
    if (!method.equals(quickMethod)) {
      countQuick();
      quickMethod = method;
    }
    quickCalls++;
    quickNanos += nanos;
  }

  private void countQuick() {
    if (quickCalls > 0) {
      metrics.answered(quickMethod, quickCalls, quickNanos, false);
      quickCalls = 0;
      quickNanos = 0;
    }
  }

  /** Ends the calls when their thread is free, independent of their answers. */
  void ended() {
    if (began) {
      countQuick();
      metrics.ended();
      JsonLog.trace(null);
    }
  }
}
