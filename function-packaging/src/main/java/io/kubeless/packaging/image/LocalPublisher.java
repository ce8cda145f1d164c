package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.manifest.LocalEnvironment;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.PublishRequest;
import io.kubeless.runtime.RuntimeContract;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Publishes events to triggers, in a process with the client of the broker that the image contains,
 * and with the settings of its pods.
 *
 * @param directory of the process and its log
 * @param classPath the runtime and its module for the trigger
 * @param jdk directory of the Java that runs it
 * @param secrets the Secrets that it may read
 */
public record LocalPublisher(Path directory, List<Path> classPath, Path jdk, LocalSecrets secrets) {
  private static final String LOG = "publish.log";

  /** Returns a publisher with the class path of a function, which contains the clients. */
  public static LocalPublisher of(FunctionFiles files, Path jdk, LocalSecrets secrets) {
    return new LocalPublisher(
        files.directory().resolve("publish"), files.classPath(), jdk, secrets);
  }

  /**
   * Publishes an event and returns where it is stored, such as {@code orders-0@17}.
   *
   * @param mounted names of the Secrets that are necessary to connect
   * @throws ProblemException if it is not stored
   */
  public String publish(Function function, List<String> mounted, PublishRequest request)
      throws IOException {
    secrets.require(mounted, List.of());
    LocalSecrets.Mounted directories = secrets.mount(mounted);
    try {
      return publish(function, directories.directory(), request);
    } finally {
      directories.delete();
    }
  }

  private String publish(Function function, Optional<Path> mounted, PublishRequest request)
      throws IOException {
    Process process =
        builder(RuntimeContract.PUBLISHER_CLASS, function, mounted, Optional.empty())
            .redirectError(directory.resolve(LOG).toFile())
            .start();
    try (OutputStream input = process.getOutputStream()) {
      request.write(input);
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
    String line =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int code = exitCode(process);
    if (code != 0) {
      throw new ProblemException(problem(request.source(), line, code));
    }
    return line;
  }

  /**
   * Deletes what processes on this machine have left in the brokers of a function, because another
   * process should take over and none did. What fails is written to the standard error.
   *
   * @param settings those of the processes
   */
  public void forget(Function function, LocalSettings settings) throws IOException {
    LocalSecrets.Mounted directories = secrets.mount(function.mountedSecrets());
    try {
      Process process =
          builder(
                  RuntimeContract.CLEANUP_CLASS,
                  function,
                  directories.directory(),
                  settings.groupSuffix())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      exitCode(process);
    } finally {
      directories.delete();
    }
  }

  private ProcessBuilder builder(
      String mainClass, Function function, Optional<Path> mounted, Optional<String> suffix)
      throws IOException {
    Files.createDirectories(directory);
    ProcessBuilder builder =
        new ProcessBuilder(
                jdk.resolve("bin").resolve("java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath.stream()
                    .map(path -> path.toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator)),
                mainClass)
            .directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    LocalProcess.useLocaleOfImage(environment);
    environment.putAll(LocalEnvironment.of(function, 0, directory, mounted, true, suffix));
    return builder;
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Problem problem(String source, String line, int code) {
    return Problem.of(ErrorCode.EVENT_NOT_PUBLISHED, "No event was published to %s", source)
        .at("%s", directory.resolve(LOG))
        .because(
            line.isEmpty()
                ? Message.of("its process ended with exit code %s", code)
                : Message.verbatim(line))
        .remedy(remedy(code));
  }

  private static Message remedy(int code) {
    return switch (code) {
      case RuntimeContract.EXIT_UNREACHABLE ->
          Message.of(
              "if only pods reach these brokers, add an overlay with addresses that this machine"
                  + " reaches: %s",
              setting("env", "local"));
      case RuntimeContract.EXIT_NOT_RETRYABLE ->
          Message.of(
              "correct the event: %s, %s or %s",
              setting("subject"), setting("key"), setting("headers"));
      default -> Message.of("correct the trigger or its Secret");
    };
  }
}
