package io.kubeless.java;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs one phase in an init container. Its variables are those that the controller sets. A failure
 * is reported on the error output and, so that it is in the status of the pod, in the file for the
 * termination message.
 */
public final class Main {
  private Main() {}

  /**
   * Runs a phase, and exits with 0, or with 1 after a failure.
   *
   * @param arguments {@code prepare}, {@code install} or {@code compile}
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments.length == 1 ? arguments[0] : "", System.getenv()));
  }

  static int run(String name, Map<String, String> variables) {
    Phase phase = new Phase(variables);
    try {
      switch (name) {
        case "prepare" -> new Preparation(phase).run();
        case "install" -> new Installation(phase).run();
        case "compile" -> new Compilation(phase).run();
        default ->
            throw new Failure("the argument is prepare, install or compile, not '" + name + "'");
      }
      return 0;
    } catch (Failure e) {
      report(phase, e.lines());
    } catch (IOException e) {
      report(phase, List.of(name + " failed: " + e));
    }
    return 1;
  }

  private static void report(Phase phase, List<String> lines) {
    lines.forEach(System.err::println);
    Path file = phase.terminationLog();
    try {
      if (Files.isWritable(file)) {
        Files.writeString(file, TerminationMessage.of(lines), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      System.err.println("the reason could not be written to " + file + ": " + e);
    }
  }
}
