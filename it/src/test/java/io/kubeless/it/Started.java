package io.kubeless.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process that runs during a test, and whose output the test waits for. */
final class Started implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);

  private final Process process;
  private final StringBuffer output = new StringBuffer();
  private int read;
  private boolean ended;

  private Started(Process process) {
    this.process = process;
  }

  static Started of(ProcessBuilder builder) throws IOException {
    Started started = new Started(builder.redirectErrorStream(true).start());
    Thread reader = new Thread(started::read, "output");
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (this) {
          output.append(line).append('\n');
          notifyAll();
        }
      }
    } catch (IOException e) {
      // The process has ended.
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  /** Waits until the output contains a line, which may have been printed before, and returns it. */
  String awaitLine(Predicate<String> expected) throws InterruptedException {
    return awaitLine("expected", expected);
  }

  String awaitLine(String name, Predicate<String> expected) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    synchronized (this) {
      int from = 0;
      while (true) {
        int length = output.length();
        for (String line : output.substring(from).lines().toList()) {
          if (expected.test(line)) {
            return line;
          }
        }
        from = length;
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (ended || left <= 0) {
          throw new AssertionError("the line did not come: " + name + "\n" + output);
        }
        wait(left);
      }
    }
  }

  String awaitLine(String part) throws InterruptedException {
    return awaitLine(part, line -> line.contains(part));
  }

  /** Returns the output since the last call, or since the start. */
  synchronized String next() {
    String next = output.substring(read);
    read = output.length();
    return next;
  }

  /** Writes text that ends the process, and waits for it and the processes that it has started. */
  void endBy(String typed) throws IOException {
    List<ProcessHandle> descendants = process.descendants().toList();
    type(typed);
    awaitEnd();
    descendants.forEach(Started::await);
  }

  /** Writes text to the process. */
  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  long pid() {
    return process.pid();
  }

  /** Waits until the process has ended by itself. */
  void awaitEnd() {
    await(process.toHandle());
  }

  /** Kills the process and those that it has started, and waits for them. */
  void killAll() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(Started::await);
  }

  /** Kills the process alone, and waits until those that it has started end by themselves. */
  void killAlone() {
    List<ProcessHandle> descendants = process.descendants().toList();
    try {
      process.destroyForcibly();
      awaitEnd();
      descendants.forEach(Started::await);
    } finally {
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static void await(ProcessHandle process) {
    process.onExit().orTimeout(PATIENCE_NANOS, TimeUnit.NANOSECONDS).join();
  }

  /** Kills the process and those that it has started, without giving them time to end. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Terminates the process, and waits for it and the processes that it has started. */
  @Override
  public void close() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    awaitEnd();
    descendants.forEach(Started::await);
  }
}
