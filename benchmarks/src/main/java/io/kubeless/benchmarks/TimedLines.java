package io.kubeless.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A process, and the times at which it has written its lines. */
final class TimedLines implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A line and the time when it was read. */
  record Line(Instant time, String text) {}

  private final Process process;
  private final PrintStream input;
  private final List<Line> lines = new ArrayList<>();

  TimedLines(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "lines of " + command.get(0));
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    output
        .lines()
        .forEach(
            text -> {
              synchronized (lines) {
                lines.add(new Line(Instant.now(), text));
                lines.notifyAll();
              }
            });
  }

  void write(String line) {
    input.println(line);
  }

  /** Returns the first line since a time that matches, waiting for it if necessary. */
  Line await(Instant since, Predicate<String> matches, String what)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    synchronized (lines) {
      while (true) {
        for (Line line : lines) {
          if (!line.time().isBefore(since) && matches.test(line.text())) {
            return line;
          }
        }
        long left = Duration.between(Instant.now(), end).toMillis();
        if (left <= 0) {
          throw new IOException(what + " did not happen in " + PATIENCE.toSeconds() + " s");
        }
        lines.wait(left);
      }
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
