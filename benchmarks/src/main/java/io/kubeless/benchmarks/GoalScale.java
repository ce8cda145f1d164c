package io.kubeless.benchmarks;

import io.kubeless.benchmarks.report.Machine;
import io.kubeless.benchmarks.report.Measurement;
import io.kubeless.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures goals with many functions in a reactor, with many jars on the class path of one, and
 * with many functions of others in the namespace.
 */
public final class GoalScale {
  private static final String PLUGIN = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:";

  private final Path results;
  private final Path work = Files.createDirectories(Path.of("target", "scale"));

  private GoalScale(String what) throws IOException, InterruptedException {
    results = Path.of("results", "scale-" + what + ".csv");
    Results.create(
        results,
        Machine.comments(
            Versions.of(Path.of("peers"), List.of(Path.of(System.getProperty("java.home")))),
            "benchmarks/run --scale " + what));
  }

  /** Measures what the first argument names, with the numbers that follow. */
  public static void main(String[] arguments) throws Exception {
    int[] numbers = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
    GoalScale scale = new GoalScale(arguments[0]);
    switch (arguments[0]) {
      case "functions" -> scale.functions(numbers);
      case "jars" -> scale.jars(numbers);
      case "namespace" -> scale.namespace(numbers);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private Path project(String name, int functions, int jars) throws IOException {
    return ScaleProject.write(
        Files.createDirectories(Files.createTempDirectory(work, name + "-" + functions)), functions, jars);
  }

  private void functions(int... numbers) throws Exception {
    try (ScaleCluster cluster = ScaleCluster.open(work)) {
      for (int number : numbers) {
        Path project = project("functions", number, 0);
        run(project, cluster, "functions", number, "process-classes");
        run(project, cluster, "functions", number, "process-classes");
        run(project, cluster, "functions", number, "generate");
        run(project, cluster, "functions", number, "push");
        run(project, cluster, "functions", number, "deploy");
        run(project, cluster, "functions", number, "deploy again");
        run(project, cluster, "functions", number, "undeploy");
      }
    }
  }

  private void jars(int... numbers) throws Exception {
    try (ScaleCluster cluster = ScaleCluster.open(work)) {
      for (int number : numbers) {
        Path project = project("jars", 1, number);
        run(project, cluster, "jars", number, "process-classes");
        run(project, cluster, "jars", number, "generate");
        run(project, cluster, "jars", number, "push");
        run(project, cluster, "jars", number, "deploy");
        run(project, cluster, "jars", number, "deploy again");
      }
    }
  }

  private void namespace(int... numbers) throws Exception {
    try (ScaleCluster cluster = ScaleCluster.open(work)) {
      int others = 0;
      Path project = project("namespace", 1, 0);
      for (int number : numbers) {
        cluster.fill(others, number);
        others = number;
        for (String goal : List.of("deploy", "deploy again", "list", "status", "undeploy")) {
          run(project, cluster, "functions of others", number, goal);
        }
      }
    }
  }

  private void run(Path project, ScaleCluster cluster, String unit, int number, String goal)
      throws IOException, InterruptedException {
    cluster.api.take();
    cluster.registry.take();
    String name = goal.replace(" again", "");
    MavenRun run =
        MavenRun.of(
            project,
            cluster.environment(),
            words(name.equals("process-classes") ? name : PLUGIN + name).toArray(String[]::new));
    CountingProxy.Counts api = cluster.api.take();
    CountingProxy.Counts registry = cluster.registry.take();
    String condition = number + " " + unit;
    add(goal, condition, "time", "s", run.seconds());
    add(goal, condition, "memory of Maven", "MB", run.megabytes());
    add(goal, condition, "connections to the registry", "", registry.connections());
    add(goal, condition, "requests to the registry", "", registry.requests());
    add(goal, condition, "sent to the registry", "kB", registry.sent() / 1e3);
    add(goal, condition, "connections to the API server", "", api.connections());
    add(goal, condition, "requests to the API server", "", api.requests());
    add(goal, condition, "received from the API server", "kB", api.received() / 1e3);
  }

  private static List<String> words(String goal) {
    List<String> words = new ArrayList<>(List.of(goal, "-Dkubeless.namespace=" + ScaleCluster.NAMESPACE));
    String base = System.getenv("KUBELESS_IT_BASE");
    words.add("-Dkubeless.image.base=" + (base == null ? "linked-jre" : base));
    if (goal.endsWith(":push")) {
      words.add(0, "package");
    }
    return words;
  }

  private void add(String subject, String condition, String measure, String unit, double value)
      throws IOException {
    Measurement measurement = new Measurement(1, subject, condition, measure, unit, value);
    Results.add(results, measurement);
    if (measure.equals("time")) {
      System.out.println(measurement);
    }
  }
}
