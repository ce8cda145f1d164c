package io.kubeless.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small storms over one kind of broker. docs/reliability.md has the results of large ones. */
abstract class SmallStorms {
  @TempDir Path directory;
  private final String fixed;

  /**
   * Creates the storms of a class.
   *
   * @param port of the broker, which no class has that runs at the same time
   */
  SmallStorms(String broker, int port) {
    fixed = "--broker " + broker + " --port " + port + " ";
  }

  Findings storm(String options) throws Exception {
    List<String> words = List.of((fixed + options).split(" "));
    Findings findings = new StormRun(StormOptions.parse(words), directory).run();
    System.out.println(fixed + options + "\n" + findings.report());
    return findings;
  }

  void nothingIsLost(String options) throws Exception {
    Findings findings = storm(options);
    assertThat(findings.report()).endsWith("nothing lost");
    assertThat(findings.inFlight()).anyMatch(count -> count > 0);
  }

  void isReported(String consumer, String options) throws Exception {
    Findings findings = storm("--broker-kills 0 --consumer " + consumer + " " + options);
    assertThat(findings.lost()).isNotEmpty();
    assertThat(findings.report()).endsWith("FAILED");
  }

  @Test
  void nothingIsLostWhenProcessesAndTheBrokerAreKilled() throws Exception {
    nothingIsLost("--events 4000 --per-second 150 --millis 60 --kills 5 --broker-kills 1");
  }

  @Test
  void nothingIsLostOrRepeatedWhenProcessesAreStopped() throws Exception {
    Findings findings =
        storm(
            "--events 4000 --per-second 200 --millis 30 --kills 5 --broker-kills 0 --signal term");
    assertThat(findings.report()).endsWith("nothing lost");
    assertThat(findings.duplicates()).isZero();
  }
}
