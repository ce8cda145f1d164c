package io.kubeless.packaging.image;

import io.kubeless.packaging.manifest.LocalEnvironment;
import io.kubeless.packaging.model.Function;
import io.kubeless.runtime.RuntimeContract;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A function that runs on this machine. */
public final class LocalProcess {
  /** Exit code of a process that was interrupted from the terminal. */
  public static final int INTERRUPTED = 130;

  private final Process process;

  private LocalProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a function with the class path and the environment of its image; it writes to this
   * process's streams.
   *
   * @param jdk directory of the Java that runs it
   * @param port of the function, which answers probes too
   * @param secrets a directory with one directory for each Secret
   */
  public static LocalProcess start(
      Function function, FunctionFiles files, Path jdk, int port, Optional<Path> secrets)
      throws IOException {
    Path config = files.directory().resolve("config");
    Files.createDirectories(config);
    for (Map.Entry<String, byte[]> entry : function.config().entries().entrySet()) {
      Files.write(config.resolve(entry.getKey()), entry.getValue());
    }
    List<String> command =
        List.of(
            jdk.resolve("bin").resolve("java").toString(),
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            String.join(
                File.pathSeparator,
                files.classPath().stream().map(path -> path.toAbsolutePath().toString()).toList()),
            RuntimeContract.MAIN_CLASS);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(files.directory().toFile()).inheritIO();
    builder.environment().putAll(LocalEnvironment.of(function, port, config, secrets));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop the function"));
    return new LocalProcess(process);
  }

  /** Waits until the function ends and returns its exit code. */
  public int await() throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
