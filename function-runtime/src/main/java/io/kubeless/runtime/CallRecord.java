package io.kubeless.runtime;

import io.kubeless.runtime.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The one count and the one line in the log of a call, which agree. */
final class CallRecord {
  /** Why the client did not get the whole answer. */
  enum Cut {
    /** The client closed the connection, or was too slow to read from it. */
    CLIENT,
    /** The stream that the function returned failed. */
    STREAM,
    /** The stream that the function returned took longer than the timeout. */
    TIMEOUT
  }

  private final String function;
  private final HttpRequest request;
  private final Metrics metrics;
  private final JsonLog log;
  private final long startNanos = System.nanoTime();
  private volatile JsonLog.Trace trace;

  /** Begins the record of a call that begins now. */
  CallRecord(String function, HttpRequest request, Metrics metrics, JsonLog log) {
    this.function = function;
    this.request = request;
    this.metrics = metrics;
    this.log = log;
    String id = request.header("ce-id").or(() -> request.header("event-id")).orElse("");
    this.trace = new JsonLog.Trace(id, TraceParent.traceId(request.header("traceparent")));
    JsonLog.trace(trace);
    metrics.began();
  }

  String traceId() {
    return trace.traceId();
  }

  /** Sets the event that the log's lines belong to from now on. */
  void event(String id) {
    trace = new JsonLog.Trace(id, trace.traceId());
    JsonLog.trace(trace);
  }

  /** Records the answer that the client got whole. */
  void answered(int status) {
    record(status, status >= 500, Map.of());
  }

  /** Records the answer that the client got in part, or not at all. */
  void cut(int status, Cut why) {
    boolean failed = status >= 500 || why != Cut.CLIENT;
    record(status, failed, Map.of("cut", why.name().toLowerCase(Locale.ROOT)));
  }

  private void record(int status, boolean failed, Map<String, String> more) {
    long nanos = System.nanoTime() - startNanos;
    metrics.answered(request.method(), nanos, failed);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("function", function);
    fields.put("method", request.method());
    fields.put("path", request.path());
    fields.put("status", status);
    fields.put("millis", nanos / 1_000_000.0);
    fields.putAll(more);
    JsonLog.trace(trace); // a late call is recorded by another thread
    log.write("INFO", "access", request.method() + " " + status, null, fields);
    JsonLog.trace(null);
  }

  /** Ends the call: its thread is free, however it was answered. */
  void ended() {
    metrics.ended();
    JsonLog.trace(null);
  }
}
