package io.kubeless.runtime;

import io.kubeless.function.HttpException;
import io.kubeless.function.RetryableException;
import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** Calls the handler: one permit, one deadline and one line in the log for each request. */
final class FunctionApplication implements Application {
  private final Settings settings;
  private final LoadedFunction function;
  private final FunctionContext context;
  private final Metrics metrics;
  private final CallDeadlines deadlines;
  private final JsonLog log;
  private final EventReader events;
  private final Answers answers;
  private final Semaphore permits;

  FunctionApplication(
      Settings settings,
      LoadedFunction function,
      FunctionContext context,
      Metrics metrics,
      CallDeadlines deadlines,
      JsonLog log) {
    this.settings = settings;
    this.function = function;
    this.context = context;
    this.metrics = metrics;
    this.deadlines = deadlines;
    this.log = log;
    this.events = new EventReader(settings.httpPaths());
    this.answers = new Answers(function.binding());
    this.permits = new Semaphore(settings.concurrency());
  }

  @Override
  public void serve(HttpRequest request, Reply reply) {
    if (!permits.tryAcquire()) {
      metrics.rejected();
      reply.send(
          Answers.problem(429, "Too Many Requests", "the function is busy")
              .with("Retry-After", "1"));
      return;
    }
    try {
      call(request, reply::send);
    } finally {
      permits.release();
    }
  }

  /**
   * Calls the handler on this thread.
   *
   * @param answer is given the response, and on another thread that of a call out of time; it says
   *     whether it was the first
   */
  void call(HttpRequest request, Predicate<HttpResponse> answer) {
    metrics.began();
    long start = System.nanoTime();
    String id = request.header("ce-id").or(() -> request.header("event-id")).orElse("");
    JsonLog.Trace trace = new JsonLog.Trace(id, TraceParent.traceId(request.header("traceparent")));
    JsonLog.trace(trace);
    CallDeadlines.Call call =
        deadlines.begin(
            () -> {
              if (answer.test(outOfTime(request))) {
                metrics.timedOut();
              }
            });
    int status = 500;
    boolean answered = false;
    try {
      HttpResponse response = response(request, call, trace);
      call.end();
      status = response.status();
      answered = answer.test(response);
    } finally {
      call.end();
      int told = answered ? status : outOfTime(request).status();
      metrics.ended(request.method(), System.nanoTime() - start, told >= 500 || !answered);
      access(request, told, System.nanoTime() - start);
      JsonLog.trace(null);
    }
  }

  private HttpResponse response(HttpRequest request, CallDeadlines.Call call, JsonLog.Trace trace) {
    try {
      FunctionEvent event = bind(events.read(request));
      JsonLog.trace(new JsonLog.Trace(event.id(), trace.traceId()));
      Object returned =
          function.handler().handle(event, context.during(event.attempt(), call::remaining));
      return answers.of(returned, request);
    } catch (MalformedEvent e) {
      return Answers.problem(e.status(), "Malformed event", String.valueOf(e.getMessage()));
    } catch (HttpException e) {
      return Answers.problem(e.status(), "The function refused", String.valueOf(e.getMessage()));
    } catch (RetryableException e) {
      log.failure(settings.functionName(), "asks for another attempt", e);
      long seconds = e.after().plusNanos(999_999_999).toSeconds();
      return Answers.problem(503, "Service Unavailable", "try again later")
          .with("Retry-After", Long.toString(seconds));
    } catch (Throwable e) { // an Error too is this call's failure and must not end the thread
      log.failure(settings.functionName(), "the call failed", e);
      return Answers.problem(500, "Internal Server Error", "failure " + trace.traceId());
    }
  }

  private FunctionEvent bind(FunctionEvent event) throws MalformedEvent {
    if (function.input().isEmpty()) {
      return event;
    }
    Type type = function.input().get();
    if (type == String.class) {
      return event.bound(event.text());
    }
    if (type == byte[].class) {
      return event.bound(event.bytes());
    }
    try {
      return event.bound(function.binding().orElseThrow().read(event.body(), type));
    } catch (IOException e) {
      throw new MalformedEvent(String.valueOf(e.getMessage()));
    }
  }

  /** An HTTP client repeats a 408 even for a POST, so only senders of events get it. */
  private static HttpResponse outOfTime(HttpRequest request) {
    return EventReader.isEvent(request)
        ? Answers.problem(408, "Request Timeout", "the function took too long")
        : Answers.problem(504, "Gateway Timeout", "the function took too long");
  }

  private void access(HttpRequest request, int status, long nanos) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("function", settings.functionName());
    fields.put("method", request.method());
    fields.put("path", request.path());
    fields.put("status", status);
    fields.put("millis", nanos / 1_000_000.0);
    log.write("INFO", "access", request.method() + " " + status, null, fields);
  }
}
