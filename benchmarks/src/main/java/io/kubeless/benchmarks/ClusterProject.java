package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a project whose function is deployed with one of the plugins. */
final class ClusterProject {
  /** The namespace of all functions of the benchmark. */
  static final String NAMESPACE = "kubeless-benchmark";

  /** Where images are pushed to, such as {@code 127.0.0.1:5000/benchmark}. */
  static final String REGISTRY = System.getenv("KUBELESS_REGISTRY") + "/benchmark";

  private static final String HANDLER = "src/main/java/com/acme/Hello.java";

  /** The commands from an edit to the cluster. */
  interface Deployment {
    void run(ClusterProject project) throws IOException, InterruptedException;
  }

  private final String name;
  private final Path directory;
  private final Deployment deployment;

  /**
   * Copies a project, and the handler of the example hello.
   *
   * @param name of the function and its objects
   * @param source of the project, below {@code cluster}
   */
  ClusterProject(String name, String source, Deployment deployment) throws IOException {
    this.name = name;
    this.directory = Path.of("target", "cluster", name).toAbsolutePath();
    this.deployment = deployment;
    copy(Path.of("cluster", source), directory);
    copy(
        Path.of("..", "examples", "hello", "src", "main", "java"),
        directory.resolve("src/main/java"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, Files.readString(file));
      }
    }
  }

  String name() {
    return name;
  }

  Path file(String path) {
    return directory.resolve(path);
  }

  void write(String path, String content) throws IOException {
    Files.createDirectories(file(path).getParent());
    Files.writeString(file(path), content);
  }

  /** Returns a manifest that this plugin has rendered. */
  String manifest(String kind) throws IOException {
    return Files.readString(file("target/kubeless/" + name + "/kubernetes/" + kind + ".yaml"));
  }

  /** Changes the answer of the handler to {@code <greeting> Duke}, as an editor that saves. */
  void edit(String greeting) throws IOException {
    String source = Files.readString(file(HANDLER));
    write(HANDLER, source.replaceFirst("\"[^\"]* \"", "\"" + greeting + " \""));
  }

  void deploy() throws IOException, InterruptedException {
    deployment.run(this);
  }

  /** Runs a goal of this plugin in the project. */
  void kubeless(String goal, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("kubeless:" + goal));
    all.addAll(List.of(arguments));
    all.add("-Dkubeless.registry=" + REGISTRY);
    all.add("-Dkubeless.namespace=" + NAMESPACE);
    all.add("-Dkubeless.image.base=linked-jre");
    maven(all.toArray(String[]::new));
  }

  /** Runs Maven in the project. */
  void maven(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of("../mvnw").toAbsolutePath().toString(), "-B", "-ntp"));
    command.addAll(List.of(arguments));
    command.add("-Dregistry=" + REGISTRY);
    run(command, directory);
  }

  /** Runs kubectl in the namespace. */
  static void kubectl(String... arguments) throws IOException, InterruptedException {
    run(kubectlCommand(arguments), Path.of("."));
  }

  static List<String> kubectlCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kubectl", "--namespace", NAMESPACE));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Returns the output of kubectl in the namespace. */
  static String output(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(kubectlCommand(arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    require(process.waitFor() == 0, String.join(" ", arguments), output);
    return output;
  }

  private static void run(List<String> command, Path directory)
      throws IOException, InterruptedException {
    Path log = Path.of("target", "cluster", "last.log").toAbsolutePath();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    require(process.waitFor() == 0, String.join(" ", command), Files.readString(log));
  }

  private static void require(boolean succeeded, String command, String output) throws IOException {
    if (!succeeded) {
      throw new IOException(command + " failed:\n" + output);
    }
  }
}
