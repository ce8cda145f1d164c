package io.kubeless.runtime;

import io.kubeless.function.Context;
import io.kubeless.function.HttpException;
import io.kubeless.function.RetryableException;
import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Calls the handler: one permit, one deadline and one line in the log for each request. */
final class FunctionApplication implements Application {
  private final Settings settings;
  private final LoadedFunction function;
  private final FunctionContext context;
  private final Metrics metrics;
  private final CallDeadlines deadlines;
  private final JsonLog log;
  private final EventReader events;
  private final InputBinding input;
  private final Answers answers;
  private final AnswerBytes answerBytes = new AnswerBytes();
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
    this.answers = new Answers(function.binding(), function.answer());
    this.input = new InputBinding(function.input(), function.binding());
    this.permits = new Semaphore(settings.concurrency());
  }

  @Override
  public void serve(HttpRequest request, Reply reply) {
    if (!reply.fits(answerBytes.expected())) { // before the handler runs, not after
      answerBytes.learn(0);
      metrics.rejected();
      reply.send(outOfMemory());
      return;
    }
    if (!permits.tryAcquire()) {
      metrics.rejected();
      reply.send(
          Answers.problem(429, "Too Many Requests", "the function is busy")
              .with("Retry-After", "1"));
      return;
    }
    CallRecord record = new CallRecord(settings.functionName(), request, metrics, log);
    try {
      HttpResponse answer = handle(request, reply, record);
      if (answer != null) {
        sent(reply.send(answer), answer.status(), CallRecord.Cut.CLIENT, record);
      }
    } finally {
      record.ended();
    }
  }

  /**
   * Returns 4 for handlers of text and bytes: the body, its text and the answer, each with what it
   * takes to convert them. An event that contains its data takes 8, and a body that is bound to
   * objects takes 24: the nine bytes of an element <code>{"a":{}},</code> become about 230.
   */
  @Override
  public int copies(Map<String, List<String>> headers) {
    boolean plain = function.input().isEmpty() || PlainType.of(function.input().get());
    if (!plain) {
      return 24;
    }
    return CloudEvent.isStructured(headers) ? 8 : 4;
  }

  @Override
  public void refused() {
    metrics.rejected();
  }

  /**
   * Calls the handler under a permit and a deadline.
   *
   * @return the answer that is still to be sent; {@code null} when the call has been answered
   */
  private @Nullable HttpResponse handle(HttpRequest request, Reply reply, CallRecord record) {
    CallDeadlines.Call call = deadlines.begin(() -> late(request, reply, record));
    try {
      HttpResponse answer = response(request, call, record);
      if (answer.stream().isPresent()) {
        answer = stream(request, answer, answer.stream().get(), reply, call, record);
      }
      if (answer != null) {
        answer = kept(answer, reply);
      }
      return call.end() ? answer : null;
    } finally {
      call.end();
      permits.release();
    }
  }

  /** Returns the answer if there is memory to keep it until the client has read it. */
  private HttpResponse kept(HttpResponse answer, Reply reply) {
    int length = answer.bytes().length;
    answerBytes.learn(length);
    if (reply.fits(length)) {
      return answer;
    }
    String message = "no memory is free for the answer of " + length + " bytes";
    log.write("WARNING", settings.functionName(), message, null, Map.of());
    return outOfMemory();
  }

  private static HttpResponse outOfMemory() {
    return Answers.problem(503, "Service Unavailable", "no memory is free for the answer")
        .with("Retry-After", "1");
  }

  private HttpResponse response(HttpRequest request, CallDeadlines.Call call, CallRecord record) {
    try {
      FunctionEvent event = events.read(request);
      record.event(event.id()); // before it is bound: a failure to bind is a line of this event
      Object returned = call(input.bind(event), context.during(event.attempt(), call::remaining));
      return answers.of(returned, request);
    } catch (Throwable e) { // an Error too is this call's failure and must not end the thread
      try {
        return failure(e, record);
      } catch (Throwable unprintable) { // an exception's own methods may throw
        log.failure(settings.functionName(), e.getClass().getName(), unprintable);
        return Answers.problem(500, "Internal Server Error", "failure " + record.traceId());
      }
    }
  }

  private @Nullable Object call(FunctionEvent event, Context context) throws Exception {
    try {
      return function.handler().handle(event, context);
    } catch (CompletionException | ExecutionException e) {
      throw Answers.deliberate(e);
    }
  }

  private HttpResponse failure(Throwable thrown, CallRecord record) {
    String message = String.valueOf(thrown.getMessage());
    if (thrown instanceof MalformedEvent e) {
      return Answers.problem(e.status(), "Malformed event", message);
    }
    if (thrown instanceof HttpException e) {
      return Answers.problem(e.status(), "The function refused", message);
    }
    if (thrown instanceof RetryableException e) {
      log.failure(settings.functionName(), "asks for another attempt", e);
      long seconds = e.after().plusNanos(999_999_999).toSeconds();
      return Answers.problem(503, "Service Unavailable", "try again later")
          .with("Retry-After", Long.toString(seconds));
    }
    log.failure(settings.functionName(), "the call failed", thrown);
    return Answers.problem(500, "Internal Server Error", "failure " + record.traceId());
  }

  /**
   * Sends a body while the function produces it.
   *
   * @return the answer to send in its place; {@code null} when the call has been answered
   */
  private @Nullable HttpResponse stream(
      HttpRequest request,
      HttpResponse response,
      InputStream body,
      Reply reply,
      CallDeadlines.Call call,
      CallRecord record) {
    int status = response.status();
    boolean read = !request.method().equals("HEAD") && status != 204 && status != 304;
    try (HandlerStream stream = new HandlerStream(body, call)) {
      if (read && !stream.begin()) {
        return failure(stream.failure().orElseThrow(), record);
      }
      call.pause();
      if (!call.onTimeout(() -> cut(status, reply, record))) {
        return null;
      }
      boolean whole = reply.send(response.withStream(stream));
      stream
          .failure()
          .ifPresent(e -> log.failure(settings.functionName(), "the returned stream failed", e));
      if (call.end()) {
        sent(
            whole, status, stream.broken() ? CallRecord.Cut.STREAM : CallRecord.Cut.CLIENT, record);
      }
      return null;
    }
  }

  private static void sent(boolean whole, int status, CallRecord.Cut why, CallRecord record) {
    if (whole) {
      record.answered(status);
    } else {
      record.cut(status, why);
    }
  }

  private void late(HttpRequest request, Reply reply, CallRecord record) {
    metrics.timedOut();
    HttpResponse answer = outOfTime(request);
    sent(reply.send(answer), answer.status(), CallRecord.Cut.CLIENT, record);
  }

  private void cut(int status, Reply reply, CallRecord record) {
    metrics.timedOut();
    reply.cut();
    record.cut(status, CallRecord.Cut.TIMEOUT);
  }

  /** An HTTP client repeats a 408 even for a POST, so only senders of events get it. */
  private static HttpResponse outOfTime(HttpRequest request) {
    return EventReader.isEvent(request)
        ? Answers.problem(408, "Request Timeout", "the function took too long")
        : Answers.problem(504, "Gateway Timeout", "the function took too long");
  }
}
