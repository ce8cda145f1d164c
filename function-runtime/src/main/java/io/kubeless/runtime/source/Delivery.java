package io.kubeless.runtime.source;

import java.util.Map;

/**
 * One event for the function, and the destination of its outcome. Only {@link #deliver}, {@link
 * #cut}, {@link #status} and {@link #traceId} may be called by another thread than that of the
 * call.
 */
public interface Delivery {

  /** Returns the method in metrics and log lines, such as {@code POST}. */
  String method();

  /** Returns the path in log lines, such as {@code /}, without a query. */
  String path();

  /** Returns the id in log lines of an event that cannot be read; empty if it is unknown. */
  String eventId();

  /**
   * Returns the id of the trace in log lines: 32 hexadecimal digits in lower case, always the same.
   * It is requested only if there is something to log.
   */
  String traceId();

  /**
   * Reads the event.
   *
   * @throws MalformedEvent if the event is malformed; the outcome of the call is then {@link
   *     Outcome.Malformed}
   */
  SourceEvent event() throws MalformedEvent;

  /**
   * Returns the verified claims of the sender's token, which the function reads with {@code
   * Context.claims}. By default there are none.
   */
  default Map<String, Object> claims() {
    return Map.of();
  }

  /**
   * Receives the outcome, once. An {@link Outcome.Answered} may contain a stream, which is read
   * during this call: only then has the call succeeded.
   *
   * @return whether the sender got the complete outcome; true if no sender waits for it
   */
  boolean deliver(Outcome outcome);

  /**
   * Returns the status of an outcome in metrics and log lines. By default it is 200 for every
   * success, which is the only status that Kubeless accepts as success.
   */
  default int status(Outcome outcome) {
    return outcome.verdict() == Verdict.ACKNOWLEDGE ? 200 : outcome.status();
  }

  /**
   * Returns whether the runtime writes one line to the log for each call, and another one for the
   * exception of a call that failed. A source that has an event tried several times returns false,
   * and writes one line itself for each failed attempt, in {@link #deliver}: the trace of the call
   * is added to it. On the machine of a developer, its calls have a line as well, without a method.
   */
  default boolean logged() {
    return true;
  }

  /** Stops an answer that is being delivered, because its stream exceeds the timeout. */
  default void cut() {}

  /** Returns whether the stream of an answer is read; otherwise it is closed unread. */
  default boolean reads(Answer answer) {
    return true;
  }

  /**
   * Returns whether there is memory for an answer of that many bytes until it is delivered. If
   * there is not, the outcome of the call is {@link Outcome.Rejected}.
   */
  default boolean fits(long bytes) {
    return true;
  }
}
