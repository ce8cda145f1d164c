package io.kubeless.testing;

import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What has become of an event that was delivered in memory, as the source of its trigger sees it.
 *
 * @param verdict what a source does with the event
 * @param status the HTTP status with the same meaning
 * @param text the answer in UTF-8, empty if there is none or it is a stream
 * @param reason why the event was refused, empty otherwise
 * @param thrown what the handler threw, empty if it threw nothing, or an {@link
 *     io.kubeless.function.HttpException}
 * @param retryAfter the earliest time of the next attempt that the handler requested with a {@link
 *     io.kubeless.function.RetryableException}
 */
public record Delivered(
    Verdict verdict,
    int status,
    String text,
    String reason,
    Optional<Throwable> thrown,
    Optional<Duration> retryAfter) {

  static Delivered of(Outcome outcome) {
    String text = "";
    String reason = "";
    Optional<Throwable> thrown = Optional.empty();
    Optional<Duration> retryAfter = Optional.empty();
    if (outcome instanceof Outcome.Answered answered) {
      text = new String(answered.answer().bytes(), StandardCharsets.UTF_8);
    } else if (outcome instanceof Outcome.Refused refused) {
      reason = refused.reason();
    } else if (outcome instanceof Outcome.Malformed malformed) {
      reason = malformed.reason();
    } else if (outcome instanceof Outcome.Failed failed) {
      thrown = Optional.of(failed.cause());
    } else if (outcome instanceof Outcome.RetryRequested retry) {
      thrown = Optional.of(retry.cause());
      retryAfter = Optional.of(retry.after());
    }
    return new Delivered(outcome.verdict(), outcome.status(), text, reason, thrown, retryAfter);
  }
}
