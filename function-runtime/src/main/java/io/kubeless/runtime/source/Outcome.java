package io.kubeless.runtime.source;

import java.time.Duration;

/** The end of a call. */
public sealed interface Outcome {

  /** Returns the HTTP status with the same meaning. */
  int status();

  /** Returns the verdict on the event. */
  default Verdict verdict() {
    return Verdict.of(status());
  }

  /**
   * Reads the stream of an answer to its end and discards it, for sources that do not use answers.
   *
   * @return false if the stream failed; true if there is none
   */
  default boolean readToTheEnd() {
    return true;
  }

  /** The function returned a value, or a stage that completed with one. */
  record Answered(Answer answer) implements Outcome {
    @Override
    public int status() {
      return answer.status();
    }

    @Override
    public boolean readToTheEnd() {
      return answer.readToTheEnd();
    }
  }

  /**
   * The function refused the event with an {@link io.kubeless.function.HttpException}.
   *
   * @param reason for the sender
   */
  record Refused(int status, String reason) implements Outcome {}

  /**
   * The function requested another attempt, no earlier than after the given time.
   *
   * @param cause the exception that requested it
   */
  record RetryRequested(Duration after, Throwable cause) implements Outcome {
    @Override
    public int status() {
      return 503;
    }
  }

  /**
   * The function failed. A source must not acknowledge an event whose cause is an {@link Error}.
   *
   * @param cause must not be sent to the sender; it is logged as {@link Delivery#logged} determines
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

  /** There was no capacity for the call or for its answer; the event may be sent again soon. */
  record Rejected(Reason reason) implements Outcome {
    /** The missing capacity. */
    public enum Reason {
      /** The function runs as many calls as it may, and was not called. */
      CONCURRENCY,
      /** There is not enough memory for the answer. The function may have been called. */
      MEMORY
    }

    @Override
    public int status() {
      return reason == Reason.CONCURRENCY ? 429 : 503;
    }
  }
}
