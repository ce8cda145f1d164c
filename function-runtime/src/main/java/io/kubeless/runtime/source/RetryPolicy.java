package io.kubeless.runtime.source;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Determines whether and when a failed event is tried again. The delay doubles with each attempt up
 * to a maximum, and a random part of up to a half is subtracted, so that events that have failed
 * together are not tried again together.
 *
 * @param attempts maximum number of attempts for an event, 1 or more
 * @param first delay after the first attempt, more than zero
 * @param most maximum delay, at least {@code first}
 */
public record RetryPolicy(int attempts, Duration first, Duration most) {
  private static final int MOST_DOUBLINGS = 30;

  /** Five attempts in about 30 seconds. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** Checks the ranges. */
  public RetryPolicy {
    if (attempts < 1 || first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException("attempts " + attempts + ", " + first + ", " + most);
    }
  }

  /**
   * Returns the delay before the next attempt.
   *
   * @param outcome of the last attempt, whose verdict is not {@link Verdict#ACKNOWLEDGE}
   * @param attempt number of the last attempt, from 1
   * @return empty if there is no further attempt
   */
  public Optional<Duration> next(Outcome outcome, int attempt, RandomGenerator random) {
    if (outcome.verdict() == Verdict.DEAD_LETTER || attempt >= attempts) {
      return Optional.empty();
    }
    Duration delay = delay(attempt, random);
    boolean longer =
        outcome instanceof Outcome.RetryRequested retry && retry.after().compareTo(delay) > 0;
    return Optional.of(longer ? ((Outcome.RetryRequested) outcome).after() : delay);
  }

  /**
   * Returns the delay after an attempt, without a limit of attempts.
   *
   * @param attempt number of the last attempt, from 1
   */
  public Duration delay(int attempt, RandomGenerator random) {
    long full =
        Math.min(
            most.toNanos(),
            saturated(first.toNanos(), Math.min(Math.max(attempt, 1) - 1, MOST_DOUBLINGS)));
    return Duration.ofNanos(full - random.nextLong(full / 2 + 1));
  }

  private static long saturated(long nanos, int doublings) {
    return nanos > Long.MAX_VALUE >> doublings ? Long.MAX_VALUE : nanos << doublings;
  }
}
