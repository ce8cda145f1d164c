package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RandomGenerator LEAST = () -> 0; // subtracts nothing
  private static final RetryPolicy POLICY =
      new RetryPolicy(8, Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final Outcome FAILED = new Outcome.TimedOut();

  @Test
  void theDelayDoublesUpToTheMaximum() {
    List<Long> seconds = new ArrayList<>();
    for (int attempt = 1; attempt < 8; attempt++) {
      seconds.add(POLICY.next(FAILED, attempt, LEAST).orElseThrow().toSeconds());
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void upToAHalfOfTheDelayIsSubtracted() {
    Random random = new Random(1);
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      delays.add(POLICY.delay(3, random));
    }
    assertThat(delays)
        .allMatch(each -> each.toMillis() >= 2000 && each.toMillis() <= 4000)
        .anyMatch(each -> each.toMillis() < 2200)
        .anyMatch(each -> each.toMillis() > 3800);
  }

  @Test
  void thereIsNoAttemptAfterTheLastOneOrForAnEventThatCannotSucceed() {
    assertThat(POLICY.next(FAILED, 7, LEAST)).isPresent();
    assertThat(POLICY.next(FAILED, 8, LEAST)).isEmpty();
    assertThat(POLICY.next(new Outcome.Refused(422, "never"), 1, LEAST)).isEmpty();
  }

  @Test
  void aRequestedDelayIsTheLeast() {
    Outcome later = new Outcome.RetryRequested(Duration.ofMinutes(5), new Exception());
    assertThat(POLICY.next(later, 1, LEAST)).isEqualTo(Optional.of(Duration.ofMinutes(5)));
    Outcome soon = new Outcome.RetryRequested(Duration.ZERO, new Exception());
    assertThat(POLICY.next(soon, 1, LEAST)).isEqualTo(Optional.of(Duration.ofSeconds(1)));
  }

  @Test
  void aDelayNeverOverflows() {
    RetryPolicy endless =
        new RetryPolicy(Integer.MAX_VALUE, Duration.ofDays(100), Duration.ofDays(36_500));
    assertThat(endless.delay(Integer.MAX_VALUE, LEAST)).isEqualTo(Duration.ofDays(36_500));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
