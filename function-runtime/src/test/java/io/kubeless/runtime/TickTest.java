package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TickTest {

  @Test
  void aJobThatNobodyScheduledHappensNow() {
    Tick tick = Tick.of(Map.of(RuntimeContract.JOB_NAME, "by-hand"));
    assertThat(tick.headers(90_000))
        .isEqualTo(
            Map.of(
                "content-type", "application/x-www-form-urlencoded",
                "event-type", "application/x-www-form-urlencoded",
                "event-id", "default/by-hand",
                "event-time", "1970-01-01T00:01:00.000Z",
                "event-namespace", "cronjobtrigger.kubeless.io"));
  }
}
