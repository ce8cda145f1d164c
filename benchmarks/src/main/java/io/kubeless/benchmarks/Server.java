package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server as it is started.
 *
 * @param name its name in the results
 * @param directory its working directory
 * @param command the program and its arguments; {@code PORT} is replaced by the port
 * @param environment variables in addition to those of this process, likewise
 * @param quoted whether it binds every body as JSON
 */
record Server(
    String name,
    Path directory,
    List<String> command,
    Map<String, String> environment,
    boolean quoted) {
  /** The port of every server. They run one after another. */
  static final int PORT = 18980;

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  Call call(Call call) {
    return quoted ? call.quoted() : call;
  }

  /** Returns a process that is not started yet, with further words before the command. */
  ProcessBuilder process(List<String> before) {
    List<String> line = new ArrayList<>(before);
    command.forEach(word -> line.add(word.replace("PORT", "" + PORT)));
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_") || name.startsWith("JDK_JAVA"));
    environment.forEach((key, value) -> builder.environment().put(key, value.replace("PORT", "" + PORT)));
    return builder;
  }

  /** Starts the server and waits for its first response. */
  Process start(Path log, Call call) throws IOException, InterruptedException {
    Process process =
        process(List.of()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long start = System.nanoTime();
    while (!call(call).succeeds(PORT)) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
        stop(process);
        throw new IOException(name + " gives no correct response, see " + log);
      }
      Thread.sleep(10);
    }
    return process;
  }

  /** Ends a server in the normal way. */
  static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Returns the server with the function for JSON, if that is another one. */
  Server json() {
    List<String> other =
        command.stream().map(word -> word.equals("peer.Hello") ? "peer.Json" : word).toList();
    return new Server(name, directory, other, environment, quoted);
  }
}
