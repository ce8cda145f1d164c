package io.kubeless.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small storms. docs/reliability.md has the results of large ones. */
class KafkaStormIT {
  @TempDir Path directory;

  private Findings storm(String options) throws Exception {
    Findings findings =
        new StormRun(StormOptions.parse(List.of(options.split(" "))), directory).run();
    System.out.println(options + "\n" + findings.report());
    return findings;
  }

  @Test
  void nothingIsLostAndTheOrderIsKeptWhenProcessesAndTheBrokerAreKilled() throws Exception {
    Findings findings =
        storm("--events 4000 --per-second 150 --millis 60 --kills 5 --broker-kills 1 --port 19300");
    assertThat(findings.report()).endsWith("nothing lost");
    assertThat(findings.inFlight()).anyMatch(count -> count > 0);
  }

  @Test
  void nothingIsLostOrRepeatedWhenProcessesAreStopped() throws Exception {
    Findings findings =
        storm(
            "--events 4000 --per-second 200 --millis 30 --kills 5 --broker-kills 0 --signal term --port 19310");
    assertThat(findings.report()).endsWith("nothing lost");
    assertThat(findings.duplicates()).isZero();
  }

  @Test
  void nothingIsLostWhenProcessesAndTheBrokerOfAShareGroupAreKilled() throws Exception {
    Findings findings =
        storm(
            "--mode queue --events 3000 --per-second 100 --millis 60 --kills 5 --broker-kills 1 --port 19340");
    assertThat(findings.report()).endsWith("nothing lost");
    assertThat(findings.inFlight()).anyMatch(count -> count > 0);
  }

  @Test
  void aConsumerThatCommitsFirstLosesEventsAndTheStormReportsIt() throws Exception {
    Findings findings =
        storm(
            "--events 1000 --per-second 60 --millis 30 --kills 3 --broker-kills 0 --consumer commit-first --port 19320");
    assertThat(findings.lost()).isNotEmpty();
    assertThat(findings.report()).endsWith("FAILED");
  }

  @Test
  void aConsumerThatCommitsAutomaticallyLosesEventsAndTheStormReportsIt() throws Exception {
    Findings findings =
        storm(
            "--events 1500 --per-second 100 --millis 60 --kills 3 --broker-kills 0 --consumer auto-commit --port 19330");
    assertThat(findings.lost()).isNotEmpty();
  }
}
