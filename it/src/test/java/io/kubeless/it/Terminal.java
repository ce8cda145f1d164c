package io.kubeless.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A shell in which commands are typed, and the processes that they have started. */
final class Terminal implements AutoCloseable {
  private static final String RUNNING = "running   ";

  /** Commands that run until they are stopped, and a part of the line that they print first. */
  private static final Map<Pattern, String> STARTS = new LinkedHashMap<>();

  static {
    STARTS.put(Pattern.compile("kubeless:run.* -Dkubeless.debug"), "Listening for transport");
    STARTS.put(Pattern.compile("maven.surefire.debug"), "T E S T S");
    STARTS.put(Pattern.compile("kubeless:(run|dev)\\b"), RUNNING);
    STARTS.put(Pattern.compile("kubeless:logs.* -Dkubeless.follow"), "listens on port");
    STARTS.put(Pattern.compile("kubectl port-forward"), "Forwarding from");
    STARTS.put(Pattern.compile("docker run"), "listens on port");
    STARTS.put(Pattern.compile("console-consumer"), "kubeless-error-");
    STARTS.put(Pattern.compile("nats-server"), "Server is ready");
    STARTS.put(Pattern.compile("java Store.java"), "");
  }

  private final Maven maven;
  private final List<Started> functions = new ArrayList<>();
  private final List<Started> others = new ArrayList<>();
  private Path directory;
  private String arguments = "";
  private Started last;
  private String output = "";

  /** Opens a shell in a directory, whose {@code mvn} is this Maven. */
  Terminal(Maven maven, Path directory) {
    this.maven = maven;
    this.directory = directory;
  }

  void environment(String name, String value) {
    maven.environment(name, value);
  }

  /** Adds arguments to every command of Maven. */
  void arguments(String more) {
    arguments += " " + more;
  }

  /** Returns what commands have printed since it was cleared. */
  String output() {
    return output;
  }

  void clear() {
    output = "";
  }

  /** Writes a file of the project. */
  void write(String file, String content) throws IOException {
    Projects.write(directory, file, content);
  }

  /** Waits until a command has ended, or has started something. */
  void type(String command, boolean fails) throws Exception {
    if (command.matches("cd \\S+")) {
      directory = directory.resolve(command.substring(3));
      return;
    }
    for (var start : STARTS.entrySet()) {
      if (start.getKey().matcher(command).find()) {
        start(command, start.getValue());
        return;
      }
    }
    Maven.Result result = Maven.result(shell(command).start());
    output += (fails ? result.fails() : result.succeeds()).output();
  }

  private void start(String command, String line) throws Exception {
    boolean function = line.equals(RUNNING) || command.contains("debug");
    if (function) {
      stop(functions); // its port is needed
    }
    // A signal to the shell would not reach its child.
    last = Started.of(shell("exec env " + command));
    (function ? functions : others).add(last);
    if (!line.isEmpty()) {
      last.awaitLine(line);
    }
  }

  private ProcessBuilder shell(String command) throws IOException {
    // Settings of images are refused for manifests that were pushed.
    String more = command.contains("-Dkubeless.manifests") ? "" : arguments.strip();
    return maven.shell(directory, command, more);
  }

  /** Waits until the last command that is running has printed a line. */
  void awaitLine(String part) throws InterruptedException {
    last.awaitLine(part);
  }

  /** Waits until the last commands, or one that is running, have printed a line. */
  void await(String name, Predicate<String> line) throws InterruptedException {
    if (output.lines().noneMatch(line)) {
      if (last == null) {
        throw new AssertionError("not printed: " + name + "\n" + output);
      }
      last.awaitLine(name, line);
    }
  }

  private static void stop(List<Started> processes) {
    processes.forEach(Started::close);
    processes.clear();
  }

  @Override
  public void close() {
    stop(functions);
    stop(others);
  }
}
