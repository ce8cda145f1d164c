package io.kubeless.benchmarks;

import io.kubeless.benchmarks.report.Machine;
import io.kubeless.benchmarks.report.Measurement;
import io.kubeless.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Measures the time from an edit to the new answer on a cluster, and from the creation of a
 * Deployment to its pod and to the first answer, for one function that is packaged by this plugin,
 * by Jib's and by JKube's. All have the same handler, runtime, JRE, probes and resources.
 */
public final class ClusterCycle {
  private static final Path FILE = Path.of("results", "cluster.csv");
  private static final String READY =
      "jsonpath={.metadata.labels.function}"
          + " {.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}";
  private static final Map<String, String> SUBJECTS =
      Map.of(
          "hello", "kubeless",
          "hello-archive", "kubeless with archive",
          "jib", "Jib and kubectl",
          "jkube", "JKube");

  private final TimedLines answers;

  private ClusterCycle(TimedLines answers) {
    this.answers = answers;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<ClusterProject> projects = ClusterProjects.deployed();
    String versions = "Jib 3.5.2, JKube 1.19.0, Kubernetes " + version();
    Results.create(FILE, Machine.comments(versions, "benchmarks/run --cluster " + rounds));
    try (TimedLines answers = new TimedLines(watch())) {
      ClusterCycle cycle = new ClusterCycle(answers);
      for (int round = 1; round <= rounds; round++) {
        for (ClusterProject project : projects) {
          cycle.edit(round, project);
        }
      }
      for (int round = 1; round <= rounds; round++) {
        for (ClusterProject project : projects) {
          cycle.create(round, project);
        }
      }
    }
    ClusterProject.kubectl("delete", "namespace", ClusterProject.NAMESPACE, "--wait=false");
  }

  private static List<String> watch() {
    return List.of(
        "../it/cluster/in",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-cp",
        "target/classes",
        AnswerWatch.class.getName());
  }

  private static String version() throws IOException, InterruptedException {
    return ClusterProject.output("version", "-o", "json")
        .replaceAll("(?s).*serverVersion.*?gitVersion\": \"v([^\"]*)\".*", "$1");
  }

  private void edit(int round, ClusterProject project) throws Exception {
    call(project);
    String greeting = "round-" + round + "-" + Instant.now().getEpochSecond();
    Instant start = Instant.now();
    project.edit(greeting);
    project.deploy();
    add(round, project, "edit to answer", start, answer(start, greeting + " Duke"));
  }

  private void create(int round, ClusterProject project) throws Exception {
    String name = project.name();
    String spec = ClusterProject.output("get", "deployment", name, "-o", "jsonpath={.spec}");
    project.write(
        "target/again.json",
        "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \""
            + name
            + "\", \"labels\": {\"function\": \""
            + name
            + "\"}}, \"spec\": "
            + spec
            + "}");
    // a controller that still exists would replace the pods
    for (String kind : List.of("deployment", "replicaset")) {
      ClusterProject.kubectl("delete", kind, "-l", "function=" + name, "--cascade=orphan");
    }
    ClusterProject.kubectl(
        "delete", "pods", "-l", "function=" + name, "--force", "--grace-period=0");
    Instant removed = Instant.now();
    call(project);
    answers.await(removed, line -> line.endsWith("Z "), "the end of " + name);
    try (TimedLines pods =
        new TimedLines(
            ClusterProject.kubectlCommand(
                "get", "pods", "-w", "-l", "function=" + name, "-o", READY))) {
      Thread.sleep(1000); // the watch must begin before the pod exists
      Instant start = Instant.now();
      ClusterProject.kubectl("create", "-f", project.file("target/again.json").toString());
      Instant answer = answer(start, " Duke");
      Instant ready =
          pods.await(start, line -> line.equals(name + " True"), name + " being ready").time();
      add(round, project, "create to ready", start, ready);
      add(round, project, "create to answer", start, answer);
    }
  }

  private void call(ClusterProject project) throws IOException, InterruptedException {
    answers.write(
        ClusterProject.output(
            "get", "service", project.name(), "-o", "jsonpath={.spec.clusterIP}"));
  }

  private Instant answer(Instant since, String text) throws IOException, InterruptedException {
    String line = answers.await(since, each -> each.endsWith(text), text).text();
    return Instant.parse(line.substring(0, line.indexOf(' ')));
  }

  private static void add(
      int round, ClusterProject project, String measure, Instant start, Instant end)
      throws IOException {
    double seconds = Duration.between(start, end).toMillis() / 1000.0;
    Measurement measurement =
        new Measurement(round, SUBJECTS.get(project.name()), "same JRE", measure, "s", seconds);
    Results.add(FILE, measurement);
    System.out.println(measurement);
  }
}
