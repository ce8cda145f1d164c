package io.kubeless.benchmarks;

import io.kubeless.benchmarks.report.Machine;
import io.kubeless.benchmarks.report.Measurement;
import io.kubeless.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares throughput, latency and memory under load. The servers take turns, round after round.
 * Each of them is started anew and warmed up in each round.
 */
public final class RequestBenchmark {
  static final Path RESULTS = Path.of("results", "requests.csv");
  private static final Path NOWHERE = Path.of("/dev/null");
  private static final long WARM_UP = 2500;
  private static final long MILLIS = 2500;

  private final Path work = Path.of("target", "work").toAbsolutePath();
  private int round;

  private RequestBenchmark() {}

  /** Measures in a number of rounds, which is the only argument. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    new RequestBenchmark().run(rounds);
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Files.createDirectories(work);
    Prepared prepared = Prepared.of(work);
    Results.create(
        RESULTS, Machine.comments(prepared.versions(), "benchmarks/run --requests " + rounds));
    for (round = 1; round <= rounds; round++) {
      whole(prepared.documented().get(0));
      for (Server server : prepared.same()) {
        if (!server.name().startsWith(Peer.EMPTY.name())) {
          whole(server);
        }
      }
      for (Server server : prepared.json()) {
        json(server);
      }
      for (Server server : prepared.documented().subList(1, prepared.documented().size())) {
        brief(server);
      }
      System.out.println("round " + round + " of " + rounds);
    }
  }

  private void whole(Server server) throws IOException, InterruptedException {
    Process process = server.start(NOWHERE, Call.HELLO);
    try {
      Requests requests = new Requests(server, process, work);
      Thread.sleep(500);
      add(server, "idle", "resident", "MB", Usage.resident(process));
      requests.send(Call.HELLO, 64, WARM_UP, 0);
      add(server, "1 connection", requests.send(Call.HELLO, 1, MILLIS, 0));
      Requests.Figures most = requests.send(Call.HELLO, 64, MILLIS, 0);
      add(server, "64 connections", most);
      add(
          server,
          "64 connections at half of the rate",
          requests.send(Call.HELLO, 64, MILLIS, most.perSecond() / 2));
      requests.send(Call.HELLO, 1000, WARM_UP / 2, 0);
      add(server, "1000 connections", requests.send(Call.HELLO, 1000, MILLIS, 0));
      requests.send(Call.SLEEP, 1000, WARM_UP / 2, 0);
      add(server, "1000 callers of 50 ms", requests.send(Call.SLEEP, 1000, MILLIS, 0));
      add(server, "after 1000 connections", "resident", "MB", Usage.resident(process));
    } finally {
      Server.stop(process);
    }
  }

  private void json(Server server) throws IOException, InterruptedException {
    Process process = server.start(NOWHERE, Call.JSON);
    try {
      Requests requests = new Requests(server, process, work);
      requests.send(Call.JSON, 64, WARM_UP, 0);
      add(server, "JSON", requests.send(Call.JSON, 64, MILLIS, 0));
    } finally {
      Server.stop(process);
    }
  }

  private void brief(Server server) throws IOException, InterruptedException {
    Process process = server.start(NOWHERE, Call.HELLO);
    try {
      Requests requests = new Requests(server, process, work);
      requests.send(Call.HELLO, 64, WARM_UP, 0);
      add(server, "64 connections", requests.send(Call.HELLO, 64, MILLIS, 0));
      requests.send(Call.HELLO, 1000, WARM_UP / 2 + MILLIS, 0);
      add(server, "after 1000 connections", "resident", "MB", Usage.resident(process));
    } finally {
      Server.stop(process);
    }
  }

  private void add(Server server, String condition, Requests.Figures figures) throws IOException {
    add(server, condition, "throughput", "1/s", figures.perSecond());
    add(server, condition, "requests per CPU-second", "", figures.perCpuSecond());
    add(server, condition, "median", "ms", figures.median());
    add(server, condition, "p99", "ms", figures.p99());
    add(server, condition, "p99.9", "ms", figures.p999());
  }

  private void add(Server server, String condition, String measure, String unit, double value)
      throws IOException {
    Results.add(RESULTS, new Measurement(round, server.name(), condition, measure, unit, value));
  }
}
