package io.kubeless.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The end of a process whose function cannot start. */
final class FailedStart {
  private FailedStart() {}

  /** Reports the reason in the log and to Kubernetes, and returns the exit code. */
  static int report(Throwable reason, Map<String, String> environment, JsonLog log) {
    // The message of a checked exception is a complete text; other exceptions need their type.
    boolean foreseen = reason instanceof Exception && !(reason instanceof RuntimeException);
    String line =
        String.valueOf(foreseen ? reason.getMessage() : reason)
            .replaceAll("\\s*[\\r\\n]+\\s*", " ");
    log.failure("runtime", "cannot start: " + line, reason);
    terminationLog(line, environment, log);
    return reason instanceof LoadedFunction.StartFailed
        ? RuntimeContract.EXIT_START
        : RuntimeContract.EXIT_CONFIGURATION;
  }

  /** Writes a line to the file whose content Kubernetes shows as the reason. */
  static void terminationLog(String line, Map<String, String> environment, JsonLog log) {
    Path file =
        Path.of(
            environment.getOrDefault(
                RuntimeContract.TERMINATION_LOG, RuntimeContract.DEFAULT_TERMINATION_LOG));
    try {
      if (Files.isWritable(file)) {
        Files.writeString(file, line);
      }
    } catch (IOException e) {
      log.failure("runtime", "the reason could not be written to " + file, e);
    }
  }
}
