package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs a program that prints its result. */
final class Tool {
  private Tool() {}

  /**
   * Returns the standard output of a program.
   *
   * @throws IOException if it does not end with exit code 0
   */
  static String run(Path directory, List<String> command) throws IOException, InterruptedException {
    return run(new ProcessBuilder(command).directory(directory.toFile()));
  }

  static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IOException(builder.command().get(0) + " failed in " + builder.directory() + ": " + output);
    }
    return output;
  }
}
