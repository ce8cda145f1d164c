package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts the servers in turn, round after round, so that a busy moment of the machine affects all
 * of them, and prints each figure as a ratio to the first server's.
 */
public final class Benchmark {
  private static final int PORT = 18980;
  private static final long MILLIS = 4000;

  private Benchmark() {}

  private enum Figure {
    START("start to first 200, ms"),
    THROUGHPUT("64 callers, requests/s"),
    CPU("64 callers, requests per second of CPU time"),
    LATENCY("64 callers, median ms"),
    TAIL("64 callers, p99 ms"),
    SLEEPERS("1000 callers of 50 ms, requests/s"),
    SLEEPER_LATENCY("1000 callers of 50 ms, median ms"),
    SLEEPER_TAIL("1000 callers of 50 ms, p99 ms"),
    IDLE("resident after the start, MB"),
    MEMORY("resident after all callers, MB");

    private final String title;

    Figure(String title) {
      this.title = title;
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path java = Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.home"), "bin", "java");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Map<Peer, Map<Figure, List<Double>>> figures = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Peer peer : Peer.ALL) {
        Map<Figure, List<Double>> of =
            figures.computeIfAbsent(peer, key -> new LinkedHashMap<>());
        measure(peer, java).forEach(
            (figure, value) -> of.computeIfAbsent(figure, key -> new ArrayList<>()).add(value));
      }
      System.out.println("round " + (round + 1) + " of " + rounds);
    }
    report(figures, java, rounds);
  }

  private static Map<Figure, Double> measure(Peer peer, Path java) throws Exception {
    Map<Figure, Double> figures = new LinkedHashMap<>();
    long start = System.nanoTime();
    Process process = peer.start(java, PORT, Map.of());
    try {
      while (!Load.once(PORT, "/")) {
        if (!process.isAlive() || System.nanoTime() - start > 20_000_000_000L) {
          throw new IOException(peer.name() + " does not respond");
        }
        Thread.sleep(0, 300_000);
      }
      figures.put(Figure.START, (System.nanoTime() - start) / 1e6);
      figures.put(Figure.IDLE, resident(process));
      Load.run(PORT, "/", 64, MILLIS); // warm-up
      double before = cpuSeconds(process);
      Load.Result greet = right(peer, Load.run(PORT, "/", 64, MILLIS));
      double seconds = cpuSeconds(process) - before;
      figures.put(Figure.THROUGHPUT, greet.perSecond());
      figures.put(Figure.CPU, greet.perSecond() * MILLIS / 1000 / seconds);
      figures.put(Figure.LATENCY, greet.median());
      figures.put(Figure.TAIL, greet.p99());
      Load.run(PORT, Work.SLEEP, 1000, MILLIS); // warm-up
      Load.Result sleep = right(peer, Load.run(PORT, Work.SLEEP, 1000, MILLIS));
      figures.put(Figure.SLEEPERS, sleep.perSecond());
      figures.put(Figure.SLEEPER_LATENCY, sleep.median());
      figures.put(Figure.SLEEPER_TAIL, sleep.p99());
      figures.put(Figure.MEMORY, resident(process));
      return figures;
    } finally {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** Returns the CPU time that a process has used, in seconds. */
  static double cpuSeconds(Process process) {
    return process.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(Double.NaN);
  }

  private static Load.Result right(Peer peer, Load.Result result) throws IOException {
    if (result.failed() > 0) {
      throw new IOException(peer.name() + ": " + result.failed() + " callers got no correct response");
    }
    return result;
  }

  /** Returns the resident set in megabytes, if the operating system reports it. */
  static double resident(Process process) throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1000.0;
      }
    }
    return Double.NaN;
  }

  private static void report(Map<Peer, Map<Figure, List<Double>>> figures, Path java, int rounds) {
    Peer first = Peer.ALL.get(0);
    System.out.printf(Locale.ROOT, "%nmedians of %d rounds, servers on %s, with the ratio to %s in brackets%n%n| |", rounds, java, first.name());
    figures.keySet().forEach(peer -> System.out.print(" " + peer.name() + " |"));
    System.out.println();
    System.out.println("| --- |" + " --- |".repeat(figures.size()));
    for (Figure figure : Figure.values()) {
      System.out.print("| " + figure.title + " |");
      double base = median(figures.get(first).get(figure));
      for (Map<Figure, List<Double>> of : figures.values()) {
        double value = median(of.get(figure));
        System.out.printf(Locale.ROOT, value < 10 ? " %.2f" : " %.0f", value);
        System.out.printf(Locale.ROOT, " (%.2f) |", value / base);
      }
      System.out.println();
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
