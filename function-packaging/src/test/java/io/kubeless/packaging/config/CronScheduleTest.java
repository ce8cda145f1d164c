package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules, with the responses of an API server of Kubernetes 1.36. */
class CronScheduleTest {

  static List<String> schedules() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/schedules.tsv"));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void aScheduleIsValidIfKubernetesAcceptsIt(String line) {
    String[] parts = line.split("\t", 2);
    assertThat(CronSchedule.whyNot(parts[1]).isEmpty()).isEqualTo(parts[0].equals("yes"));
  }
}
