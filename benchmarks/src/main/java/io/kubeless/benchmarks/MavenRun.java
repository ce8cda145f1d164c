package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run of Maven.
 *
 * @param seconds from the start of its script to the end
 * @param megabytes the most resident memory of one of its processes
 */
record MavenRun(double seconds, double megabytes) {

  /**
   * Runs Maven in a project, without network.
   *
   * @throws IOException if it fails, with its output
   */
  static MavenRun of(Path project, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of("..", "mvnw").toAbsolutePath().toString());
    command.addAll(List.of("-B", "-q", "-o"));
    String repository = System.getProperty("maven.repo.local");
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    Path more = project.resolve("repository");
    if (Files.isDirectory(more)) {
      command.add("-Dmaven.repo.local.tail=" + more.toAbsolutePath());
    }
    command.addAll(List.of(words));
    Path output = project.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    long kibibytes = 0;
    while (process.isAlive()) {
      kibibytes = Math.max(kibibytes, peak(process));
      Thread.sleep(20);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ":\n" + Files.readString(output));
    }
    return new MavenRun(seconds, kibibytes * 1024 / 1e6);
  }

  private static long peak(Process process) throws IOException {
    long most = 0;
    for (ProcessHandle each :
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + each.pid() + "/status"))) {
          if (line.startsWith("VmHWM:")) {
            most = Math.max(most, Long.parseLong(line.replaceAll("\\D", "")));
          }
        }
      } catch (NoSuchFileException ended) {
        // It has just ended.
      } catch (IOException e) {
        if (!String.valueOf(e.getMessage()).contains("No such process")) {
          throw e;
        }
      }
    }
    return most;
  }
}
