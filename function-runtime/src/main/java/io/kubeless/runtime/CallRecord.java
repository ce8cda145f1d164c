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
  private final Metrics metrics;
  private final JsonLog log;
  private final boolean single;
  private final CallTimes times;
  private final JsonLog.Trace trace;
  private boolean began;

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
    this.times = new CallTimes(metrics);
    this.trace = new JsonLog.Trace(log);
  }

  /**
   * Begins a call.
   *
   * @return the last reading of the clock, as {@link System#nanoTime}
   */
  long begin(Delivery delivery) {
    long startNanos = times.begin(delivery.method());
    trace.begin(delivery);
    if (!began) {
      began = true;
      JsonLog.trace(trace);
      metrics.began();
    }
    return startNanos;
  }

  /**
   * Reads the clock for the calls since the last reading.
   *
   * @return the current time, as {@link System#nanoTime}
   */
  long nanoTime() {
    return times.read();
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
    boolean logged = delivery.logged() || log.settings().events();
    if (!single && !elsewhere && !failed && !logged) {
      times.ended();
      return;
    }
    long nanos = times.ended(failed, single || elsewhere);
    if (logged) {
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

  /** Ends the calls when their thread is free, independent of their answers. */
  void ended() {
    if (began) {
      times.count();
      metrics.ended();
      JsonLog.trace(null);
    }
  }
}
