package io.kubeless.packaging.console;

import io.kubeless.packaging.cluster.FunctionCall;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A call of the function.
 *
 * @param id a number that increases
 * @param time when it began
 * @param title such as {@code POST /orders}
 * @param sent the event that the page has sent; absent if the call has another origin
 * @param trace the trace id
 * @param firstLine the number of log lines before the call
 * @param status the HTTP status of the answer; absent until there is one
 * @param millis the time until the answer; absent until there is one
 * @param answer the answer; absent if it is unknown, as that of an event of a broker
 * @param note where an event was published, or why there is no answer; empty if there is an answer
 * @param failed whether the call failed
 */
record ConsoleCall(
    long id,
    Instant time,
    String title,
    Optional<SentEvent> sent,
    String trace,
    long firstLine,
    OptionalInt status,
    OptionalDouble millis,
    Optional<FunctionCall.Answer> answer,
    String note,
    boolean failed) {
  private static final int FIRST_FAILURE = 400;

  /** Begins a call. */
  static ConsoleCall begin(
      long id, Instant time, String title, Optional<SentEvent> sent, String trace, long line) {
    return new ConsoleCall(
        id,
        time,
        title,
        sent,
        trace,
        line,
        OptionalInt.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        "",
        false);
  }

  /** Returns this call with its answer. */
  ConsoleCall answered(FunctionCall.Answer received, double after) {
    return with(
        OptionalInt.of(received.status()),
        OptionalDouble.of(after),
        Optional.of(received),
        note,
        received.status() >= FIRST_FAILURE);
  }

  /** Returns this call with the result that the function has logged. */
  ConsoleCall logged(int result, double after) {
    return with(
        OptionalInt.of(result), OptionalDouble.of(after), answer, note, result >= FIRST_FAILURE);
  }

  /** Returns this call with the place where its event is stored. */
  ConsoleCall published(String place) {
    return with(status, millis, answer, "published to " + place, failed);
  }

  /** Returns this call with the reason why it has no answer. */
  ConsoleCall unanswered(String reason, double after) {
    return with(status, OptionalDouble.of(after), answer, reason, true);
  }

  /** Returns this call after the function has logged an error. */
  ConsoleCall hasFailed() {
    return with(status, millis, answer, note, true);
  }

  private ConsoleCall with(
      OptionalInt newStatus,
      OptionalDouble newMillis,
      Optional<FunctionCall.Answer> newAnswer,
      String newNote,
      boolean newFailed) {
    return new ConsoleCall(
        id, time, title, sent, trace, firstLine, newStatus, newMillis, newAnswer, newNote,
        newFailed);
  }
}
