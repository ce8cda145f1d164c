package io.kubeless.benchmarks;

import io.kubeless.benchmarks.report.Machine;
import io.kubeless.benchmarks.report.Measurement;
import io.kubeless.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures a function in a pod of 256Mi with up to 10000 idle connections. */
public final class ConnectionScale {
  private static final Path RESULTS = Path.of("results", "scale-connections.csv");
  private static final int[] NUMBERS = {0, 100, 1000, 5000, 10_000};
  private static final int WARM_UP_CALLS = 20_000;

  private ConnectionScale() {}

  /** Measures with each JDK whose home is an argument. */
  public static void main(String[] arguments) throws Exception {
    List<Path> homes = new ArrayList<>();
    for (String home : arguments) {
      homes.add(Path.of(home));
    }
    Results.create(
        RESULTS, Machine.comments(Versions.of(Path.of("peers"), homes), "benchmarks/run --scale connections"));
    for (Path home : homes) {
      measure(home);
    }
  }

  private static void measure(Path home) throws IOException, InterruptedException {
    String java = "JDK " + Tool.run(Path.of("."), List.of(home.resolve("bin/java").toString(), "--version")).split("[ .]", 3)[1];
    try (FunctionServer server = FunctionServer.start(home, KubelessFunction.class, Map.of());
        IdleConnections connections = new IdleConnections()) {
      warmUp();
      double resident = 0;
      double heap = 0;
      for (int number : NUMBERS) {
        connections.grow(number);
        Thread.sleep(1000);
        FunctionServer.Use use = server.use();
        add(java, number, "resident memory", "MB", use.residentKib() * 1024 / 1e6);
        add(java, number, "live heap", "MB", use.heapKib() * 1024 / 1e6);
        add(java, number, "threads", "", use.threads());
        if (number == 0) {
          resident = use.residentKib();
          heap = use.heapKib();
        } else {
          add(java, number, "resident memory of each", "KiB", (use.residentKib() - resident) / number);
          add(java, number, "live heap of each", "KiB", (use.heapKib() - heap) / number);
        }
        for (Map.Entry<String, Double> latency : IdleConnections.latencies().entrySet()) {
          add(java, number, latency.getKey(), "ms", latency.getValue());
        }
      }
      add(java, NUMBERS[NUMBERS.length - 1], "closed by the server", "", connections.closed());
    }
  }

  private static void warmUp() throws IOException {
    byte[] request = Load.request("/", "");
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        connection.send(request);
        connection.read();
      }
    }
    IdleConnections.latencies();
  }

  private static void add(String java, int number, String measure, String unit, double value)
      throws IOException {
    Results.add(RESULTS, new Measurement(1, java, "" + number, measure, unit, value));
  }
}
