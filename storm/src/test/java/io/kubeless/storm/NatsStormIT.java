package io.kubeless.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small storms. docs/reliability.md has the results of large ones. */
class NatsStormIT {
  @TempDir Path directory;

  @BeforeAll
  static void requireServer() {
    boolean required = "required".equals(System.getenv("KUBELESS_IT_CLUSTER"));
    assumeTrue(
        required || Files.isExecutable(NatsStream.SERVER),
        NatsStream.SERVER + " is missing; run it/cluster/install");
  }

  private Findings storm(String options) throws Exception {
    Findings findings =
        new StormRun(
                StormOptions.parse(List.of(("--broker nats " + options).split(" "))), directory)
            .run();
    System.out.println(options + "\n" + findings.report());
    return findings;
  }

  @Test
  void nothingIsLostWhenProcessesAndTheServerAreKilled() throws Exception {
    Findings findings =
        storm("--events 4000 --per-second 150 --millis 60 --kills 5 --broker-kills 1 --port 19350");
    assertThat(findings.report()).endsWith("nothing lost");
    assertThat(findings.inFlight()).anyMatch(count -> count > 0);
  }

  @Test
  void nothingIsLostOrRepeatedWhenProcessesAreStopped() throws Exception {
    Findings findings =
        storm(
            "--events 4000 --per-second 200 --millis 30 --kills 5 --broker-kills 0 --signal term --port 19352");
    assertThat(findings.report()).endsWith("nothing lost");
    assertThat(findings.duplicates()).isZero();
  }

  @Test
  void aConsumerThatAcknowledgesFirstLosesEventsAndTheStormReportsIt() throws Exception {
    Findings findings =
        storm(
            "--events 1200 --per-second 60 --millis 30 --kills 4 --broker-kills 0 --consumer ack-first --port 19354");
    assertThat(findings.lost()).isNotEmpty();
    assertThat(findings.report()).endsWith("FAILED");
  }

  @Test
  void aConsumerWithoutAcknowledgementsLosesEventsAndTheStormReportsIt() throws Exception {
    Findings findings =
        storm(
            "--events 1200 --per-second 60 --millis 30 --kills 4 --broker-kills 0 --consumer ack-none --port 19356");
    assertThat(findings.lost()).isNotEmpty();
  }
}
