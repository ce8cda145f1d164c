package io.kubeless.packaging.image;

import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.manifest.Command;
import io.kubeless.packaging.manifest.LocalEnvironment;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.SystemLocale;
import io.kubeless.runtime.RuntimeContract;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A function that runs on this machine. */
public final class LocalProcess {
  /** The exit codes of a process that was interrupted from the terminal or terminated. */
  private static final List<Integer> STOPPED = List.of(0, 130, 143);

  private static final String REPLACED = "replaced";
  private static final int PROBE_MILLIS = 1000;
  private static final int PAUSE_MILLIS = 10;
  private static final int END_SECONDS = 5;

  private final Function function;
  private final Process process;
  private final int port;
  private final OptionalInt debugPort;
  private final Path reason;
  private final Path replaced;
  private final LocalSecrets.Mounted secrets;
  private final Thread log;
  private final Thread hook = new Thread(this::end, "stop the function");

  private LocalProcess(
      Function function,
      Process process,
      int port,
      OptionalInt debugPort,
      Path reason,
      Path replaced,
      LocalSecrets.Mounted secrets,
      Thread log) {
    this.function = function;
    this.process = process;
    this.port = port;
    this.debugPort = debugPort;
    this.reason = reason;
    this.replaced = replaced;
    this.secrets = secrets;
    this.log = log;
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
    return start(function, files, jdk, settings, ProcessBuilder.Redirect.INHERIT, System.out);
  }

  /**
   * Starts a function like {@link #start(Function, FunctionFiles, Path, LocalSettings)}, and passes
   * on the lines that it writes.
   *
   * @param lines accepts each line without its end, from another thread
   */
  public static LocalProcess start(
      Function function,
      FunctionFiles files,
      Path jdk,
      LocalSettings settings,
      Consumer<String> lines)
      throws IOException {
    return start(
        function,
        files,
        jdk,
        settings,
        ProcessBuilder.Redirect.INHERIT,
        System.out,
        Optional.of(lines));
  }

  static LocalProcess start(
      Function function,
      FunctionFiles files,
      Path jdk,
      LocalSettings settings,
      ProcessBuilder.Redirect output,
      PrintStream readable)
      throws IOException {
    return start(function, files, jdk, settings, output, readable, Optional.empty());
  }

  private static LocalProcess start(
      Function function,
      FunctionFiles files,
      Path jdk,
      LocalSettings settings,
      ProcessBuilder.Redirect output,
      PrintStream readable,
      Optional<Consumer<String>> lines)
      throws IOException {
    settings.check(function);
    int port = settings.freePort();
    OptionalInt debugPort = settings.freeDebugPort();
    Path config = files.directory().resolve("config");
    LocalFiles.replace(config, function.runtime().config().entries());
    Path reason = files.directory().resolve("termination-log");
    Files.writeString(reason, "");
    Path replaced = files.directory().resolve(REPLACED);
    Files.deleteIfExists(replaced);
    LocalSecrets.Mounted secrets = settings.secrets().mount(function.mountedSecrets());
    ProcessBuilder builder =
        new ProcessBuilder(command(function, files, jdk, debugger(settings, debugPort)))
            .directory(files.directory().toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    boolean rendered =
        settings.logs().readable()
            && !environment.containsKey(RuntimeContract.LOG_FORMAT)
            && !function.runtime().env().containsKey(RuntimeContract.LOG_FORMAT);
    builder.redirectOutput(rendered || lines.isPresent() ? ProcessBuilder.Redirect.PIPE : output);
    useLocaleOfImage(environment);
    removeContract(environment);
    environment.putAll(
        LocalEnvironment.of(
            function, port, config, secrets.directory(), false, settings.groupSuffix()));
    environment.put(RuntimeContract.TERMINATION_LOG, reason.toAbsolutePath().toString());
    environment.put(RuntimeContract.REPLACED_FILE, replaced.toAbsolutePath().toString());
    environment.put(RuntimeContract.ENDS_WITH_INPUT, "true"); // also if this process is killed
    if (settings.replaceable()) {
      environment.put(RuntimeContract.DRAIN_DELAY, "1");
    }
    Process process = builder.start();
    secrets.usedBy(process.toHandle());
    LogFormat format = rendered ? settings.logs() : LogFormat.json();
    Thread log =
        new Thread(() -> print(process, format, readable, lines.orElse(line -> {})), "log");
    log.setDaemon(true);
    log.start(); // it ends at once if the output is not this process's
    LocalProcess started =
        new LocalProcess(function, process, port, debugPort, reason, replaced, secrets, log);
    Runtime.getRuntime().addShutdownHook(started.hook);
    return started;
  }

  private static void print(
      Process process, LogFormat format, PrintStream out, Consumer<String> copy) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (format.readable()) {
          out.println(format.of(line));
        } else {
          byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8); // as the function wrote it
          out.write(bytes, 0, bytes.length);
          out.flush();
        }
        copy.accept(line);
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }

  /** Removes the variables of the shell that the runtime would take for those of the function. */
  static void removeContract(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(
            name ->
                name.matches("FUNC_.*|MOD_NAME|KUBELESS_.*")
                    && !name.equals(RuntimeContract.LOG_LEVEL)
                    && !name.equals(RuntimeContract.LOG_FORMAT));
  }

  /** Replaces a locale whose character set is not UTF-8 with the locale of the image. */
  static void useLocaleOfImage(Map<String, String> environment) {
    if (!SystemLocale.isUtf8(environment)) {
      environment.remove("LC_ALL");
      environment.remove("LC_CTYPE");
      environment.put("LANG", ImageDescription.LANG);
    }
  }

  private static List<String> debugger(LocalSettings settings, OptionalInt port) {
    if (port.isEmpty()) {
      return List.of();
    }
    String suspend = settings.replaceable() ? "n" : "y";
    String quiet = settings.replaceable() ? "y" : "n"; // the developer uses another port
    return List.of(
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend="
            + suspend
            + ",quiet="
            + quiet
            + ",address=localhost:"
            + port.getAsInt());
  }

  /** Returns the command line of the image, with the Java and the paths of this machine. */
  static List<String> command(
      Function function, FunctionFiles files, Path jdk, List<String> debugger) {
    List<String> classPath =
        files.classPath().stream().map(path -> path.toAbsolutePath().toString()).toList();
    return Command.local(
        function,
        jdk.resolve("bin").resolve("java").toString(),
        debugger,
        String.join(File.pathSeparator, classPath));
  }

  /** Returns the port of the function. */
  public int port() {
    return port;
  }

  /** Returns the port of the function for a debugger; absent if there is none. */
  public OptionalInt debugPort() {
    return debugPort;
  }

  /**
   * Waits until the function is ready.
   *
   * @throws ProblemException if it ends before it is ready, with the reason that it reported
   */
  public void awaitReady() throws IOException {
    await(this::isReady);
  }

  /**
   * Waits until the function accepts calls, although a broker may not be connected yet.
   *
   * @throws ProblemException if it ends before, with the reason that it reported
   */
  public void awaitListening() throws IOException {
    await(() -> probe() > 0);
  }

  private void await(BooleanSupplier condition) throws IOException {
    try {
      while (!condition.getAsBoolean()) {
        if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          log.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
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
      process.waitFor();
      log.join(TimeUnit.SECONDS.toMillis(END_SECONDS)); // a child may have its output, and run on
      secrets.delete();
      if (!STOPPED.contains(process.exitValue())) {
        throw ended(Message.of("The function ended"));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Returns whether the process is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Terminates the function, which first completes its calls. */
  public void stop() {
    terminate();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook is running.
    }
  }

  /**
   * Terminates the function like {@link #stop()}, while another process takes over: its positions
   * in brokers remain, so that the other one receives the events that are published meanwhile.
   */
  public void stopReplaced() {
    try {
      Files.writeString(replaced, "");
    } catch (IOException e) {
      // The other process begins with the next event instead.
    }
    stop();
  }

  /** Terminates the function at the end of this process, and removes its Secrets. */
  private void end() {
    terminate();
    try {
      if (secrets.temporary()) {
        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
      }
      secrets.delete();
    } catch (IOException e) {
      // They remain in a directory that only the user can read.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends SIGTERM, but does not close the pipe of the output as {@link Process#destroy} does. */
  private void terminate() {
    process.toHandle().destroy();
  }

  private IOException interrupted(InterruptedException cause) {
    terminate();
    Thread.currentThread().interrupt();
    return new IOException("interrupted", cause);
  }

  boolean isReady() {
    return probe() == HttpURLConnection.HTTP_OK;
  }

  /** Returns the status of the probe of readiness; 0 if the function is not listening. */
  private int probe() {
    try {
      HttpURLConnection probe =
          (HttpURLConnection)
              URI.create("http://localhost:" + port + RuntimeContract.READINESS_PATH)
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      probe.setConnectTimeout(PROBE_MILLIS);
      probe.setReadTimeout(PROBE_MILLIS);
      return probe.getResponseCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private ProblemException ended(Message what) throws IOException {
    secrets.delete();
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
