package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void theExpositionIsTheGoldenFile() throws Exception {
    Metrics metrics = new Metrics();
    call(metrics, "POST", 3_000_000, false);
    call(metrics, "POST", 200_000_000_000L, true);
    call(metrics, "br-ew\" 1\nforged", 1_000_000, false);
    metrics.began();
    metrics.rejected();
    metrics.timedOut();

    String exposition =
        metrics.exposition(2).replaceAll("(?m)^((?:jvm|process)_\\w+) [\\d.]+$", "$1 …");

    try (var golden = MetricsTest.class.getResourceAsStream("metrics.txt")) {
      assertThat(exposition).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void call(Metrics metrics, String method, long nanos, boolean failed) {
    metrics.began();
    metrics.answered(method, 1, nanos, failed);
    metrics.ended();
  }

  @Test
  void nothingIsLostWhenManyThreadsCountWhileTheMetricsAreRead() throws Exception {
    Metrics metrics = new Metrics();
    int each = 20_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String method = i % 2 == 0 ? "POST" : "GET";
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  call(metrics, method, 1_000_000L * (n % 100), n % 10 == 0);
                  metrics.rejected();
                  metrics.timedOut();
                }
              }));
    }
    threads.forEach(Thread::start);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      assertThat(metrics.exposition(0)).contains("function_in_flight ");
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(metrics.exposition(0))
        .contains("function_calls_total{method=\"GET\"} " + 4 * each + "\n")
        .contains("function_failures_total{method=\"POST\"} " + 4 * each / 10 + "\n")
        .contains("function_duration_seconds_count{method=\"POST\"} " + 4 * each + "\n")
        .contains("function_duration_seconds_sum{method=\"GET\"} 3960.000000000\n")
        .contains("function_in_flight 0\n", "function_rejected_total " + 8 * each + "\n")
        .contains("function_timeouts_total " + 8 * each + "\n");
  }
}
