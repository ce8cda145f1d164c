package io.kubeless.runtime;

import io.kubeless.function.Context;
import io.kubeless.function.HttpException;
import io.kubeless.function.RetryableException;
import io.kubeless.runtime.source.Answer;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.Outcome;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the handler, with one permit, one deadline, one outcome, one count and one log line for
 * each event of any source.
 */
final class FunctionCalls implements Calls {
  private final String name;
  private final LoadedFunction function;
  private final FunctionContext context;
  private final Permits permits;
  private final CallDeadlines deadlines;
  private final Metrics metrics;
  private final JsonLog log;
  private final InputBinding input;
  private final Answers answers;
  private final AnswerBytes answerBytes = new AnswerBytes();

  FunctionCalls(
      LoadedFunction function,
      FunctionContext context,
      Permits permits,
      CallDeadlines deadlines,
      Metrics metrics,
      JsonLog log) {
    this.name = context.functionName();
    this.function = function;
    this.context = context;
    this.permits = permits;
    this.deadlines = deadlines;
    this.metrics = metrics;
    this.log = log;
    this.input = new InputBinding(function.input(), function.binding());
    this.answers = new Answers(function.binding(), function.answer());
  }

  @Override
  public void call(Delivery delivery) {
    if (!delivery.fits(answerBytes.expected())) { // before the handler runs, not after
      answerBytes.learn(0);
      reject(delivery, Outcome.Rejected.Reason.MEMORY);
    } else if (!permits.tryAcquire()) {
      reject(delivery, Outcome.Rejected.Reason.CONCURRENCY);
    } else {
      CallRecord record = new CallRecord(name, delivery, metrics, log);
      try {
        Outcome outcome = attempt(delivery, record);
        if (outcome != null) {
          record.delivered(outcome, delivery.deliver(outcome));
        }
      } finally {
        record.ended();
      }
    }
  }

  private void reject(Delivery delivery, Outcome.Rejected.Reason reason) {
    metrics.rejected();
    delivery.deliver(new Outcome.Rejected(reason));
  }

  /**
   * Calls the handler with a permit and a deadline.
   *
   * @return the outcome that must still be delivered; {@code null} if one was delivered
   */
  private @Nullable Outcome attempt(Delivery delivery, CallRecord record) {
    CallDeadlines.Call call = deadlines.begin(() -> late(delivery, record));
    try {
      Outcome outcome = outcome(delivery, call, record);
      if (outcome instanceof Outcome.Answered answered) {
        Answer answer = answered.answer();
        outcome =
            answer.stream().isPresent()
                ? stream(delivery, answer, answer.stream().get(), call, record)
                : kept(answered, delivery);
      }
      return call.end() ? outcome : null;
    } finally {
      call.end();
      permits.release();
    }
  }

  private Outcome outcome(Delivery delivery, CallDeadlines.Call call, CallRecord record) {
    try {
      FunctionEvent event = new FunctionEvent(delivery.event());
      // before binding, so that a failure to bind is logged with this event
      record.event(event.id());
      Context during = context.during(event.attempt(), delivery.claims(), call::remaining);
      Object returned = call(input.bind(event), during);
      return new Outcome.Answered(answers.of(returned));
    } catch (Throwable e) { // an Error is also a failure of this call, and must not end the thread
      try {
        return failure(e, delivery);
      } catch (Throwable unprintable) { // methods of an exception may throw, too
        log.failure(name, e.getClass().getName(), unprintable);
        return new Outcome.Failed(e, delivery.traceId());
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

  private Outcome failure(Throwable thrown, Delivery delivery) {
    String message = String.valueOf(thrown.getMessage());
    if (thrown instanceof MalformedEvent e) {
      return new Outcome.Malformed(e.status(), message);
    }
    if (thrown instanceof HttpException e) {
      return new Outcome.Refused(e.status(), message);
    }
    if (thrown instanceof RetryableException e) {
      if (delivery.logged()) {
        log.failure(name, "requested another attempt", e);
      }
      return new Outcome.RetryRequested(e.after(), e);
    }
    if (delivery.logged()) {
      log.failure(name, "the call failed", thrown);
    }
    return new Outcome.Failed(thrown, delivery.traceId());
  }

  /** Returns the answer if there is memory to keep it until it is delivered. */
  private Outcome kept(Outcome.Answered answered, Delivery delivery) {
    int length = answered.answer().bytes().length;
    answerBytes.learn(length);
    if (delivery.fits(length)) {
      return answered;
    }
    String message = "not enough memory for the answer of " + length + " bytes";
    log.write("WARNING", name, message, null, Map.of());
    return new Outcome.Rejected(Outcome.Rejected.Reason.MEMORY);
  }

  /**
   * Delivers a body while the function produces it.
   *
   * @return the outcome to deliver instead; {@code null} if it was delivered
   */
  private @Nullable Outcome stream(
      Delivery delivery,
      Answer answer,
      InputStream body,
      CallDeadlines.Call call,
      CallRecord record) {
    try (HandlerStream stream = new HandlerStream(body, call)) {
      if (delivery.reads(answer) && !stream.begin()) {
        return failure(stream.failure().orElseThrow(), delivery);
      }
      call.pause();
      Outcome outcome = new Outcome.Answered(answer.withStream(stream));
      if (!call.onTimeout(() -> cut(outcome, delivery, record))) {
        return null;
      }
      boolean whole = delivery.deliver(outcome);
      stream.failure().ifPresent(e -> log.failure(name, "the returned stream failed", e));
      if (call.end()) {
        if (stream.broken()) {
          record.cut(outcome, CallRecord.Cut.STREAM);
        } else {
          record.delivered(outcome, whole);
        }
      }
      return null;
    }
  }

  private void late(Delivery delivery, CallRecord record) {
    metrics.timedOut();
    record.continueHere();
    Outcome outcome = new Outcome.TimedOut();
    record.delivered(outcome, delivery.deliver(outcome));
  }

  private void cut(Outcome outcome, Delivery delivery, CallRecord record) {
    metrics.timedOut();
    delivery.cut();
    record.cut(outcome, CallRecord.Cut.TIMEOUT);
  }
}
