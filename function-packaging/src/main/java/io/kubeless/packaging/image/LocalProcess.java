package io.kubeless.packaging.image;

import io.kubeless.packaging.manifest.Command;
import io.kubeless.packaging.manifest.LocalEnvironment;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.SystemLocale;
import io.kubeless.runtime.RuntimeContract;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A function that runs on this machine. */
public final class LocalProcess {
  /** The exit codes of a process that was interrupted from the terminal or terminated. */
  private static final List<Integer> STOPPED = List.of(0, 130, 143);

  private static final int PROBE_MILLIS = 1000;
  private static final int PAUSE_MILLIS = 50;

  private final Function function;
  private final Process process;
  private final int port;
  private final Path reason;

  private LocalProcess(Function function, Process process, int port, Path reason) {
    this.function = function;
    this.process = process;
    this.port = port;
    this.reason = reason;
  }

  /**
   * Starts a function with the class path, the JVM options and the environment of its image. It
   * writes to the streams of this process.
   *
   * @param jdk directory of the Java that runs it
   * @throws ProblemException if the port is in use, a Secret is missing, or the locale cannot
   *     express a variable
   */
  public static LocalProcess start(
      Function function, FunctionFiles files, Path jdk, LocalSettings settings) throws IOException {
    return start(function, files, jdk, settings, ProcessBuilder.Redirect.INHERIT);
  }

  static LocalProcess start(
      Function function,
      FunctionFiles files,
      Path jdk,
      LocalSettings settings,
      ProcessBuilder.Redirect output)
      throws IOException {
    settings.check(function);
    int port = settings.freePort();
    Path config = files.directory().resolve("config");
    LocalFiles.replace(config, function.runtime().config().entries());
    Path reason = files.directory().resolve("termination-log");
    Files.writeString(reason, "");
    ProcessBuilder builder =
        new ProcessBuilder(command(function, files, jdk))
            .directory(files.directory().toFile())
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output)
            .redirectError(output);
    Map<String, String> environment = builder.environment();
    boolean readable = // variables of the shell take precedence
        settings.readable() && !environment.containsKey(RuntimeContract.LOG_FORMAT);
    useLocaleOfImage(environment);
    environment.putAll(
        LocalEnvironment.of(
            function, port, config, settings.secrets(), readable, settings.groupSuffix()));
    environment.put(RuntimeContract.TERMINATION_LOG, reason.toAbsolutePath().toString());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop the function"));
    return new LocalProcess(function, process, port, reason);
  }

  /** Replaces a locale whose character set is not UTF-8 with the locale of the image. */
  static void useLocaleOfImage(Map<String, String> environment) {
    if (!SystemLocale.isUtf8(environment)) {
      environment.remove("LC_ALL");
      environment.remove("LC_CTYPE");
      environment.put("LANG", ImageDescription.LANG);
    }
  }

  /** Returns the command line of the image, with the Java and the paths of this machine. */
  static List<String> command(Function function, FunctionFiles files, Path jdk) {
    List<String> classPath =
        files.classPath().stream().map(path -> path.toAbsolutePath().toString()).toList();
    return Command.local(
        function,
        jdk.resolve("bin").resolve("java").toString(),
        String.join(File.pathSeparator, classPath));
  }

  /** Returns the port of the function. */
  public int port() {
    return port;
  }

  /**
   * Waits until the function is ready.
   *
   * @throws ProblemException if it ends before it is ready, with the reason that it reported
   */
  public void awaitReady() throws IOException {
    try {
      while (!isReady()) {
        if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          throw ended(Message.of("The function cannot start"));
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Waits until the function is stopped.
   *
   * @throws ProblemException if it ends for another reason
   */
  public void awaitEnd() throws IOException {
    try {
      if (!STOPPED.contains(process.waitFor())) {
        throw ended(Message.of("The function ended"));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Terminates the function. */
  public void stop() {
    process.destroy();
  }

  private IOException interrupted(InterruptedException cause) {
    process.destroy();
    Thread.currentThread().interrupt();
    return new IOException("interrupted", cause);
  }

  private boolean isReady() {
    try {
      HttpURLConnection probe =
          (HttpURLConnection)
              URI.create("http://localhost:" + port + RuntimeContract.READINESS_PATH)
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      probe.setConnectTimeout(PROBE_MILLIS);
      probe.setReadTimeout(PROBE_MILLIS);
      return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  private ProblemException ended(Message what) throws IOException {
    String message = Files.readString(reason).strip();
    boolean heap = process.exitValue() == RuntimeContract.EXIT_OUT_OF_MEMORY;
    return new ProblemException(
        Problem.of(ErrorCode.LOCAL_START_FAILED, "%s (exit code %s)", what, process.exitValue())
            .at("%s", function.handler().name())
            .because(
                heap
                    ? Message.of("its heap was full")
                    : message.isEmpty()
                        ? Message.of("its output above shows the reason")
                        : Message.verbatim(message))
            .remedy(
                heap
                    ? Message.of("raise memory in function.yaml")
                    : Message.of("correct it and run again")));
  }
}
