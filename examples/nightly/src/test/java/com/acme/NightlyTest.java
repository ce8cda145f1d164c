package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubeless.testing.Events;
import io.kubeless.testing.FunctionTest;
import io.kubeless.testing.RunningFunction;
import org.junit.jupiter.api.Test;

@FunctionTest(Nightly.class)
class NightlyTest {
  @Test
  void logsItsRun(RunningFunction nightly) {
    assertEquals(200, nightly.send(Events.cron("{\"keepDays\":30}")).statusCode());
    assertEquals(
        "run default/test at 1970-01-01T00:00:00Z payload {\"keepDays\":30}",
        nightly.logs().get(0).message());
  }
}
