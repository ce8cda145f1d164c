package io.kubeless.runtime;

import io.kubeless.runtime.source.Answer;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.Outcome;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one thread that follow each other: one permit and one watch for all of them, and one
 * deadline, one outcome, one count and one log line for each. The permit of a single call is
 * released before its answer is delivered.
 */
final class CallSeries implements Calls.Series {
  private final FunctionCalls calls;
  private final Permits permits;
  private final CallWatch watch;
  private final CallRecord record;
  private final boolean single;
  private boolean permitted;

  CallSeries(
      FunctionCalls calls,
      Permits permits,
      CallDeadlines deadlines,
      CallRecord record,
      boolean single) {
    this.calls = calls;
    this.permits = permits;
    this.watch = deadlines.watch(this::late);
    this.record = record;
    this.single = single;
  }

  @Override
  public void call(Delivery delivery) {
    if (!calls.fits(delivery)) { // before the handler runs, not after
      calls.reject(delivery, Outcome.Rejected.Reason.MEMORY);
    } else if (!permitted()) {
      calls.reject(delivery, Outcome.Rejected.Reason.CONCURRENCY);
    } else {
      long startNanos = record.begin(delivery);
      try {
        Outcome outcome = attempt(delivery, startNanos);
        if (outcome != null) {
          record.delivered(outcome, delivery.deliver(outcome));
        }
      } finally {
        if (single) {
          record.ended();
        }
      }
    }
  }

  private boolean permitted() {
    permitted = permitted || permits.tryAcquire();
    return permitted;
  }

  /**
   * Calls the handler with a deadline.
   *
   * @return the outcome that must still be delivered; {@code null} if one was delivered
   */
  private @Nullable Outcome attempt(Delivery delivery, long startNanos) {
    int number = watch.begin(startNanos);
    try {
      Outcome outcome = calls.outcome(delivery, watch, number, record);
      if (outcome instanceof Outcome.Answered answered) {
        Answer answer = answered.answer();
        outcome =
            answer.stream().isPresent()
                ? stream(delivery, answer, answer.stream().get())
                : calls.kept(answered, delivery);
      }
      return watch.end() ? outcome : null;
    } finally {
      watch.end();
      if (single) {
        close();
      }
    }
  }

  /**
   * Delivers a body while the function produces it.
   *
   * @return the outcome to deliver instead; {@code null} if it was delivered
   */
  private @Nullable Outcome stream(Delivery delivery, Answer answer, InputStream body) {
    try (HandlerStream stream = new HandlerStream(body, watch)) {
      if (delivery.reads(answer) && !stream.begin()) {
        return calls.failure(stream.failure().orElseThrow(), delivery);
      }
      watch.pause();
      Outcome outcome = new Outcome.Answered(answer.withStream(stream));
      if (!watch.onTimeout(() -> cut(outcome, delivery))) {
        return null;
      }
      boolean whole = delivery.deliver(outcome);
      stream.failure().ifPresent(calls::broken);
      if (watch.end()) {
        if (stream.broken()) {
          record.cut(outcome, CallRecord.Cut.STREAM);
        } else {
          record.delivered(outcome, whole);
        }
      }
      return null;
    }
  }

  private void late() {
    calls.timedOut();
    record.late(new Outcome.TimedOut());
  }

  private void cut(Outcome outcome, Delivery delivery) {
    calls.timedOut();
    delivery.cut();
    record.cut(outcome, CallRecord.Cut.TIMEOUT);
  }

  @Override
  public long nanoTime() {
    return record.nanoTime();
  }

  @Override
  public void close() {
    watch.close();
    if (permitted) {
      permitted = false;
      permits.release();
    }
    if (!single) {
      record.ended();
    }
  }
}
