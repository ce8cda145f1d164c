package io.kubeless.runtime.source;

import java.time.Duration;
import java.util.Optional;

/**
 * What is done with an event of a broker after an attempt that has failed.
 *
 * @param retries determines whether and when the event is tried again
 * @param onFailure what happens after the last attempt
 * @param deadLetters the destination of dead letters, such as a topic; present if {@code onFailure}
 *     is {@link OnFailure#DEAD_LETTER}
 */
public record FailurePolicy(
    RetryPolicy retries, OnFailure onFailure, Optional<String> deadLetters) {
  private static final int MOST_ATTEMPTS = 1000;

  /** What happens to an event after the last attempt. */
  public enum OnFailure {
    /** It is stored as a dead letter. */
    DEAD_LETTER,
    /** It is given up. */
    SKIP,
    /** No further event is processed, or none of the same partition. */
    STOP
  }

  /**
   * Reads {@code ATTEMPTS}, {@code BACKOFF_MS}, {@code MAX_BACKOFF_MS}, {@code ON_FAILURE} and the
   * destination of dead letters.
   *
   * @param deadLetterKey such as {@code DEAD_LETTER_TOPIC}; required if there are dead letters,
   *     ignored otherwise
   */
  public static FailurePolicy read(SourceSettings settings, String deadLetterKey)
      throws InvalidSource {
    Duration first =
        settings.millis("BACKOFF_MS", RetryPolicy.DEFAULT.first(), Duration.ofMillis(1));
    Duration most =
        settings.millis("MAX_BACKOFF_MS", longer(RetryPolicy.DEFAULT.most(), first), first);
    int attempts = settings.number("ATTEMPTS", RetryPolicy.DEFAULT.attempts(), 1, MOST_ATTEMPTS);
    OnFailure onFailure = settings.choice("ON_FAILURE", OnFailure.DEAD_LETTER);
    return new FailurePolicy(
        new RetryPolicy(attempts, first, most),
        onFailure,
        settings.requiredIf(onFailure == OnFailure.DEAD_LETTER, deadLetterKey));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
