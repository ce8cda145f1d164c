package io.kubeless.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process of a function, with the options of its image in a pod with 256Mi. */
final class FunctionServer implements AutoCloseable {
  static final int PORT = 18984;
  static final int MANAGEMENT = 18985;

  private final Path java;
  private final Process process;

  /**
   * What a process has in use.
   *
   * @param residentKib resident memory
   * @param heapKib size of all objects after a garbage collection
   * @param threads number of threads of the operating system
   * @param files number of open file descriptors
   */
  record Use(long residentKib, long heapKib, long threads, long files) {}

  private FunctionServer(Path java, Process process) {
    this.java = java;
    this.process = process;
  }

  /**
   * Starts a handler and waits until it answers.
   *
   * @param home directory of the JDK
   */
  static FunctionServer start(Path home, Class<?> handler, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("function");
    Files.writeString(directory.resolve("function.properties"), "handler=" + handler.getName() + "\n");
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("bin/java").toString(),
                "-Xmx184m",
                "-XX:NewSize=32m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:SurvivorRatio=2",
                "-cp",
                classPath(),
                "io.kubeless.runtime.Main")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("FUNC_PORT", "" + PORT);
    builder.environment().put("KUBELESS_MANAGEMENT_PORT", "" + MANAGEMENT);
    builder.environment().put("FUNC_MEMORY_LIMIT", "256Mi");
    builder.environment().put("KUBELESS_DRAIN_DELAY", "0");
    builder.environment().putAll(environment);
    if (Load.once(PORT, "/")) {
      throw new IOException("another process listens on port " + PORT);
    }
    FunctionServer server = new FunctionServer(home, builder.start());
    Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Load.once(PORT, "/")) {
      if (!server.process.isAlive() || System.nanoTime() > end) {
        server.close();
        throw new IOException("the function does not answer");
      }
      Thread.sleep(20);
    }
    return server;
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Measures what the process uses, after a garbage collection. */
  Use use() throws IOException, InterruptedException {
    String histogram = command("GC.class_histogram").stripTrailing();
    String total = histogram.substring(histogram.lastIndexOf('\n') + 1);
    long used = Long.parseLong(total.strip().split("\\s+", -1)[2]) / 1024;
    return new Use(status("VmRSS:"), used, status("Threads:"), files().size());
  }

  /** Returns what the open file descriptors refer to. */
  List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : Objects.requireNonNull(new File("/proc/" + process.pid() + "/fd").list())) {
      Path link = Path.of("/proc/" + process.pid() + "/fd", name);
      try {
        files.add(Files.readSymbolicLink(link).toString());
      } catch (NoSuchFileException closed) {
        // It was closed after the list was made.
      }
    }
    return files;
  }

  private long status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + name);
  }

  private String command(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(java.resolve("bin/jcmd").toString(), "" + process.pid(), command)
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes());
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + output);
    }
    return output;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
