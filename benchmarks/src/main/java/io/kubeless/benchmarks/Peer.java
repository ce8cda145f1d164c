package io.kubeless.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One of the compared servers.
 *
 * @param name name in the report
 * @param jars a pattern of the jars on its class path, in addition to the benchmarks' own classes
 * @param command its main class and arguments; {@code PORT} is replaced by the port
 */
record Peer(String name, String jars, List<String> command) {
  static final List<Peer> ALL =
      List.of(
          new Peer(
              "kubeless",
              "kubeless-function-(api|runtime)-.*",
              List.of("io.kubeless.runtime.Main")),
          new Peer("JDK server", "none", List.of("io.kubeless.benchmarks.JdkServer", "PORT")),
          new Peer(
              "Jetty 12.1.14",
              "(jetty|slf4j)-.*",
              List.of("io.kubeless.benchmarks.JettyServer", "PORT")),
          new Peer(
              "functions-framework 2.0.0",
              "java-function-invoker-.*",
              List.of(
                  "com.google.cloud.functions.invoker.runner.Invoker",
                  "--target",
                  "io.kubeless.benchmarks.GoogleFunction",
                  "--port",
                  "PORT")));

  /** Starts the server in a JVM of its own, with the options of a small pod. */
  Process start(Path java, int port, Map<String, String> environment) throws IOException {
    Path directory = Files.createTempDirectory("benchmark");
    Files.writeString(
        directory.resolve("function.properties"),
        "handler=io.kubeless.benchmarks.KubelessFunction\n");
    List<String> line =
        new ArrayList<>(
            List.of(
                java.toString(), "-XX:+UseSerialGC", "-Xmx256m", "-cp", classPath()));
    command.forEach(word -> line.add(word.replace("PORT", "" + port)));
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().put("FUNC_PORT", "" + port);
    builder.environment().put("KUBELESS_MANAGEMENT_PORT", "0");
    builder.environment().put("KUBELESS_CONCURRENCY", "2000");
    builder.environment().put("KUBELESS_DRAIN_DELAY", "0");
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(
            entry ->
                new File(entry).isDirectory() || new File(entry).getName().matches(jars))
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
