package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The output of goals in a terminal and in a log. */
class TerminalIT {
  private static final String[] BUILD = {
    "package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre"
  };

  @Test
  void progressIsOneLineThatChangesOnATerminalAndIsGoneInTheEnd() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1)");
    Path hello = Projects.example("hello", "terminal");

    String output = Maven.in(hello).terminal(BUILD).succeeds().output();

    assertThat(output).containsPattern("\rimage     \\d+ %  \r");
    assertThat(output).contains("\rimage     100 %  \r                    \r");
    assertThat(output).doesNotContain(" %\r\n");
  }

  @Test
  void aLogHoldsWholeLinesAlone() throws Exception {
    Path hello = Projects.example("hello", "log");
    String output = Maven.in(hello).run(BUILD).succeeds().output();
    assertThat(output)
        .doesNotContain("\r")
        .containsPattern("(?m)^\\[INFO\\] image     \\S*hello:1.0-SNAPSHOT@sha256:");
  }
}
