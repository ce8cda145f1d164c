package io.kubeless.storm;

import org.junit.jupiter.api.Test;

class KafkaStormIT extends SmallStorms {
  KafkaStormIT() {
    super("kafka", 19300);
  }

  @Test
  void nothingIsLostWhenProcessesAndTheBrokerOfAShareGroupAreKilled() throws Exception {
    nothingIsLost(
        "--mode queue --events 3000 --per-second 100 --millis 60 --kills 5 --broker-kills 1");
  }

  @Test
  void aConsumerThatCommitsFirstLosesEventsAndTheStormReportsIt() throws Exception {
    isReported("commit-first", "--events 1000 --per-second 60 --millis 30 --kills 3");
  }

  @Test
  void aConsumerThatCommitsAutomaticallyLosesEventsAndTheStormReportsIt() throws Exception {
    isReported("auto-commit", "--events 1500 --per-second 100 --millis 60 --kills 3");
  }
}
