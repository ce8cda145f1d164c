package io.kubeless.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The runtime on a JDK, without an image, for measurements that do not compare it with peers. */
final class BareRuntime {
  private BareRuntime() {}

  /** Starts a function in a JVM of its own, with the options of a small pod. */
  static Process start(Path java, int port, Map<String, String> environment) throws IOException {
    Path directory = Files.createTempDirectory("benchmark");
    Files.writeString(
        directory.resolve("function.properties"),
        "handler=io.kubeless.benchmarks.KubelessFunction\n");
    ProcessBuilder builder =
        new ProcessBuilder(
                java.toString(), "-XX:+UseSerialGC", "-Xmx256m", "-cp", classPath(),
                "io.kubeless.runtime.Main")
            .directory(directory.toFile());
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

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(File::new)
        .filter(
            entry ->
                entry.isDirectory()
                    || entry.getName().matches("kubeless-function-(api|runtime)-.*"))
        .map(File::getAbsolutePath)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
