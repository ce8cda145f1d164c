package io.kubeless.runtime.source;

import java.time.Duration;

/** How a call ended. */
public sealed interface Outcome {

  /** Returns the HTTP status with the same meaning. */
  int status();

  /** Returns what becomes of the event. */
  default Verdict verdict() {
    return Verdict.of(status());
  }

  /** The function returned a value, or a stage that completed with one. */
  record Answered(Answer answer) implements Outcome {
    @Override
    public int status() {
      return answer.status();
    }
  }

  /**
   * The function refused the event with an {@link io.kubeless.function.HttpException}.
   *
   * @param reason for the sender
   */
  record Refused(int status, String reason) implements Outcome {}

  /** The function asked for another attempt, at the earliest after that time. */
  record RetryRequested(Duration after) implements Outcome {
    @Override
    public int status() {
      return 503;
    }
  }

  /**
   * The function failed. A source must not acknowledge an event whose cause is an {@link Error}.
   *
   * @param cause must not be sent to the sender; it is in the log already
   * @param traceId identifies the line in the log
   */
  record Failed(Throwable cause, String traceId) implements Outcome {
    @Override
    public int status() {
      return 500;
    }
  }

  /**
   * The event is malformed, or does not have the type that the function takes. The function was not
   * called.
   *
   * @param reason for the sender
   */
  record Malformed(int status, String reason) implements Outcome {}

  /** The call exceeded the timeout. The function may still run. */
  record TimedOut() implements Outcome {
    @Override
    public int status() {
      return 408;
    }
  }

  /** There was no room for the call, or for its answer; the event may be tried again soon. */
  record Rejected(Reason reason) implements Outcome {
    /** What there was no room for. */
    public enum Reason {
      /** The function has as many calls as it may have at the same time, and was not called. */
      CONCURRENCY,
      /** No memory is free for the answer. The function may have been called. */
      MEMORY
    }

    @Override
    public int status() {
      return reason == Reason.CONCURRENCY ? 429 : 503;
    }
  }
}
