package io.kubeless.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that consumes events, which is started again after each of its ends. */
final class Member {
  /** Directory of the ledger. */
  static final String LEDGER = "STORM_LEDGER";

  /** Duration of one event in milliseconds. */
  static final String MILLIS = "STORM_MILLIS";

  /** Addresses of the broker. */
  static final String SERVERS = "STORM_SERVERS";

  /** Topic of the events. */
  static final String TOPIC = "STORM_TOPIC";

  /** Consumer group. */
  static final String GROUP = "STORM_GROUP";

  /** Time after which the broker excludes a member that is silent, in milliseconds. */
  static final String SESSION_TIMEOUT = "STORM_SESSION_TIMEOUT";

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path directory;
  private Process process;

  /**
   * Starts a process.
   *
   * @param directory of the process and its log
   */
  Member(List<String> command, Map<String, String> environment, Path directory) throws IOException {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.directory = Files.createDirectories(directory);
    this.process = start();
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the exit code of the process, which has ended. */
  int exitValue() {
    return process.exitValue();
  }

  /** Sends SIGKILL, and returns when the process has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends SIGTERM, and returns when the process has ended. */
  void terminate() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
      throw new IOException("process " + process.pid() + " did not end after SIGTERM");
    }
  }

  /** Sends SIGSTOP: the process does nothing until {@link #thaw}. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  /** Starts the process again. */
  void restart() throws IOException {
    process = start();
  }
}
