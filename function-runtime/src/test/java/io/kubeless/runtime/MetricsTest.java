package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void theExpositionIsTheGoldenFile() throws Exception {
    Metrics metrics = new Metrics();
    metrics.began();
    metrics.ended("POST", 3_000_000, false);
    metrics.began();
    metrics.ended("POST", 200_000_000_000L, true);
    metrics.began();
    metrics.ended("br-ew\" 1\nforged", 1_000_000, false);
    metrics.began();
    metrics.rejected();
    metrics.timedOut();

    String exposition = metrics.exposition(2).replaceAll("(?m)^(jvm_\\w+) \\d+$", "$1 …");

    try (var golden = MetricsTest.class.getResourceAsStream("metrics.txt")) {
      assertThat(exposition).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
