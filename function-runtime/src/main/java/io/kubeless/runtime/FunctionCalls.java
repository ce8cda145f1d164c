package io.kubeless.runtime;

import io.kubeless.function.Context;
import io.kubeless.function.HttpException;
import io.kubeless.function.RetryableException;
import io.kubeless.runtime.source.Answer;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.Outcome;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Calls the handler for the events of all sources. */
final class FunctionCalls implements Calls {
  private static final Outcome NOTHING = new Outcome.Answered(Answer.of(204));

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
    try (CallSeries series = series(true)) {
      series.call(delivery);
    }
  }

  @Override
  public Series series() {
    return series(false);
  }

  private CallSeries series(boolean single) {
    return new CallSeries(
        this, permits, deadlines, new CallRecord(name, metrics, log, single), single);
  }

  /** Returns whether there is memory for the probable answer to an event. */
  boolean fits(Delivery delivery) {
    if (delivery.fits(answerBytes.expected())) {
      return true;
    }
    answerBytes.learn(0);
    return false;
  }

  void reject(Delivery delivery, Outcome.Rejected.Reason reason) {
    metrics.rejected();
    delivery.deliver(new Outcome.Rejected(reason));
  }

  void timedOut() {
    metrics.timedOut();
  }

  /** Calls the handler. */
  Outcome outcome(Delivery delivery, CallWatch watch, int number, CallRecord record) {
    try {
      FunctionEvent event = new FunctionEvent(delivery.event());
      // before binding, so that a failure to bind is logged with this event
      record.event(event);
      Context during = context.during(event.attempt(), delivery.claims(), watch, number);
      Object returned = call(input.bind(event), during);
      return returned == null ? NOTHING : new Outcome.Answered(answers.of(returned));
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

  Outcome failure(Throwable thrown, Delivery delivery) {
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
  Outcome kept(Outcome.Answered answered, Delivery delivery) {
    int length = answered.answer().bytes().length;
    answerBytes.learn(length);
    if (delivery.fits(length)) {
      return answered;
    }
    String message = "not enough memory for the answer of " + length + " bytes";
    log.write("WARNING", name, message, null, Map.of());
    return new Outcome.Rejected(Outcome.Rejected.Reason.MEMORY);
  }

  /** Logs why a stream failed whose first bytes were already sent. */
  void broken(Throwable failure) {
    log.failure(name, "the returned stream failed", failure);
  }
}
