package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends requests to a running server.
 *
 * @param server the server
 * @param process its process
 * @param work directory for requests
 */
record Requests(Server server, Process process, Path work) {
  private static final Path LOAD = Path.of("target", "load").toAbsolutePath();

  /**
   * What was measured.
   *
   * @param perSecond responses per second
   * @param perCpuSecond responses per second of the server's CPU time
   * @param median median of the latency in milliseconds
   * @param p99 99th percentile of the latency in milliseconds
   * @param p999 99.9th percentile of the latency in milliseconds
   */
  record Figures(double perSecond, double perCpuSecond, double median, double p99, double p999) {}

  /**
   * Sends requests on a number of connections.
   *
   * @param rate requests per second, or 0 for as many as the server answers
   * @throws IOException if a response is wrong
   */
  Figures send(Call call, int connections, long millis, double rate)
      throws IOException, InterruptedException {
    Call each = server.call(call);
    List<String> command =
        new ArrayList<>(List.of(LOAD.toString(), "" + Server.PORT, each.write(work).toString()));
    command.addAll(List.of(each.answer(), "" + connections, "" + millis, "" + rate));
    double before = Usage.cpuSeconds(process);
    String[] figures = Tool.run(work, command).split(" ");
    double used = Usage.cpuSeconds(process) - before;
    double perSecond = Double.parseDouble(figures[0]);
    return new Figures(
        perSecond,
        perSecond * millis / 1e3 / used,
        Double.parseDouble(figures[1]) / 1e3,
        Double.parseDouble(figures[2]) / 1e3,
        Double.parseDouble(figures[3]) / 1e3);
  }
}
