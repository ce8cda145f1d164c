package io.kubeless.benchmarks;

import io.kubeless.benchmarks.report.Machine;
import io.kubeless.benchmarks.report.Measurement;
import io.kubeless.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the time from the start of a process to its first correct response, the CPU time until
 * then, and the memory afterwards. The servers take turns, round after round, so that a busy moment
 * of the machine affects all of them.
 */
public final class StartBenchmark {
  static final Path RESULTS = Path.of("results", "start.csv");
  private static final Path START = Path.of("target", "start").toAbsolutePath();

  private final Path work = Path.of("target", "work").toAbsolutePath();

  private StartBenchmark() {}

  /** Measures in a number of rounds, which is the only argument. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
    new StartBenchmark().run(rounds);
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Files.createDirectories(work);
    Prepared prepared = Prepared.of(work);
    List<CpuLimit> limits =
        List.of(
            CpuLimit.NONE,
            CpuLimit.of("1 CPU", 1, START),
            CpuLimit.of("half a CPU", 0.5, START));
    List<Server> servers = new ArrayList<>(prepared.documented());
    servers.add(prepared.trained());
    servers.addAll(prepared.same());
    for (Server server : servers) {
      measure(server, CpuLimit.NONE); // reads its files into memory
    }
    Results.create(
        RESULTS, Machine.comments(prepared.versions(), "benchmarks/run --start " + rounds));
    size(prepared.image().layers());
    for (int round = 1; round <= rounds; round++) {
      for (CpuLimit limit : limits) {
        for (Server server : servers) {
          record(round, server, limit);
        }
      }
      for (Server server : prepared.older()) {
        record(round, server, CpuLimit.NONE);
      }
      System.out.println("round " + round + " of " + rounds);
    }
  }

  /** Adds the size of the image, which is the same in all rounds. */
  private static void size(List<Long> layers) throws IOException {
    double all = layers.stream().mapToLong(size -> size).sum() / 1e6;
    double archive = layers.get(layers.size() - 1) / 1e6;
    String[] conditions = {"without archive", "with archive"};
    double[] sizes = {all - archive, all};
    for (int i = 0; i < 2; i++) {
      Results.add(
          RESULTS,
          new Measurement(1, Prepared.OURS, conditions[i], "compressed image", "MB", sizes[i]));
    }
  }

  private void record(int round, Server server, CpuLimit limit)
      throws IOException, InterruptedException {
    String[] figures = measure(server, limit);
    double kilobytes = Double.parseDouble(figures[2]);
    add(round, server, limit, "start to first 200", "ms", Double.parseDouble(figures[0]));
    add(round, server, limit, "CPU time until then", "ms", Double.parseDouble(figures[1]));
    add(round, server, limit, "resident after the start", "MB", kilobytes * 1024 / 1e6);
  }

  private static void add(
      int round, Server server, CpuLimit limit, String measure, String unit, double value)
      throws IOException {
    Results.add(
        RESULTS, new Measurement(round, server.name(), limit.condition(), measure, unit, value));
  }

  private String[] measure(Server server, CpuLimit limit) throws IOException, InterruptedException {
    boolean ends = server.name().startsWith(Peer.EMPTY.name());
    Call call = server.call(Call.HELLO);
    List<String> before =
        List.of(
            START.toString(),
            ends ? "0" : "" + Server.PORT,
            call.write(work).toString(),
            call.answer(),
            limit.processes(),
            work.resolve("server.log").toString());
    return Tool.run(server.process(before)).split(" ");
  }
}
