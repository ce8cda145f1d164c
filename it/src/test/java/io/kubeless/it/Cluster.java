package io.kubeless.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The test cluster, used through {@code kubectl} and the scripts in {@code it/cluster}. */
final class Cluster {
  private static final Path IN = Projects.ROOT.resolve("it/cluster/in");

  static final String MISSING =
      "no test cluster: it/cluster/install, . <(it/cluster/up), and KUBELESS_IT_CLUSTER=true";

  /** The namespaces of the running tests. */
  static final List<String> CREATED = new ArrayList<>();

  private final String namespace;

  private Cluster(String namespace) {
    this.namespace = namespace;
  }

  /**
   * Returns whether tests may use the cluster that {@code KUBECONFIG} names, which only {@code
   * KUBELESS_IT_CLUSTER} permits. If {@code KUBECONFIG} or {@code KUBELESS_REGISTRY} is missing,
   * the tests are skipped with {@code true}, and fail with {@code required}.
   */
  static boolean isAvailable() {
    return isAvailable(System.getenv());
  }

  static boolean isAvailable(Map<String, String> environment) {
    String wanted = environment.getOrDefault("KUBELESS_IT_CLUSTER", "");
    boolean known = environment.keySet().containsAll(List.of("KUBECONFIG", "KUBELESS_REGISTRY"));
    switch (wanted) {
      case "", "false":
        return false;
      case "true":
        return known;
      case "required":
        if (!known) {
          throw new AssertionError(
              "KUBELESS_IT_CLUSTER is required, and KUBECONFIG or KUBELESS_REGISTRY is not set");
        }
        return true;
      default:
        throw new AssertionError("KUBELESS_IT_CLUSTER is " + wanted + ": true, false or required");
    }
  }

  /** Skips a test if no cluster is available; fails it if a cluster is required. */
  static void required() {
    Assumptions.assumeTrue(isAvailable(), MISSING);
  }

  /**
   * Creates a namespace that enforces the Pod Security level restricted. If an earlier run has left
   * it behind, it is deleted first. If it exists but was not created by a test, that is an error.
   */
  static Cluster namespace(String name) throws IOException {
    required();
    String owner =
        run(
            "kubectl",
            "get",
            "namespace",
            name,
            "--ignore-not-found",
            "-o",
            "jsonpath={.metadata.name} {.metadata.labels.created-by}");
    if (!owner.isBlank()) {
      if (!owner.equals(name + " kubeless-it")) {
        throw new AssertionError("the namespace " + name + " exists and was not created by a test");
      }
      run("kubectl", "delete", "namespace", name, "--timeout=120s");
    }
    Path manifest = Files.createTempFile("namespace", ".yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %s
          labels: {created-by: kubeless-it, pod-security.kubernetes.io/enforce: restricted}
        """
            .formatted(name));
    run("kubectl", "create", "-f", manifest.toString());
    Files.delete(manifest);
    CREATED.add(name);
    return new Cluster(name);
  }

  /** Deletes created namespaces, without waiting until their objects are deleted. */
  static void deleteCreatedSince(int index) throws IOException {
    List<String> last = CREATED.subList(index, CREATED.size());
    if (!last.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("kubectl", "delete", "namespace"));
      command.addAll(last);
      command.addAll(List.of("--wait=false", "--ignore-not-found"));
      run(command.toArray(String[]::new));
      last.clear();
    }
  }

  String name() {
    return namespace;
  }

  /** Writes a kubeconfig whose current namespace is this one. */
  Path kubeconfig(Path file) throws IOException {
    Files.writeString(file, run("kubectl", "config", "view", "--raw", "--flatten", "--minify"));
    String option = "--kubeconfig=" + file;
    run("kubectl", option, "config", "set-context", "--current", "--namespace=" + namespace);
    return file;
  }

  /** Runs a goal of a project in this namespace, with the base image of the tests. */
  Maven.Result maven(Path project, String goal, String... more) throws IOException {
    return maven(Maven.in(project), goal, more);
  }

  Maven.Result maven(Maven maven, String goal, String... more) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(goal);
    words.add("-Dkubeless.namespace=" + namespace);
    words.add("-Dkubeless.image.base=" + base());
    words.addAll(List.of(more));
    return maven.run(words.toArray(String[]::new));
  }

  Maven.Result deploy(Path project, String... more) throws IOException {
    return maven(project, "kubeless:deploy", more);
  }

  /** Returns the base image for functions of tests. */
  static String base() {
    String given = System.getenv("KUBELESS_IT_BASE");
    return given == null ? "linked-jre" : given;
  }

  String kubectl(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("kubectl", "-n", namespace));
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  void apply(String yaml, String... options) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("kubectl", "-n", namespace, "apply", "-f", "-");
    builder.command().addAll(List.of(options));
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().write(yaml.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    finish(process, List.of("kubectl apply"));
  }

  JsonNode json(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("-o");
    all.add("json");
    return new ObjectMapper().readTree(kubectl(all.toArray(String[]::new)));
  }

  /** Returns the minor version of Kubernetes, such as 37 for version 1.37.2. */
  static int minorVersion() throws IOException {
    String version = run("kubectl", "get", "--raw", "/version");
    return new ObjectMapper().readTree(version).path("minor").asInt();
  }

  /**
   * Returns {@code kind/name resourceVersion} of every object that the plugin created in the
   * namespace.
   */
  String versions() throws IOException {
    return kubectl(
        "get",
        "serviceaccounts,configmaps,services,deployments,ingresses,httproutes,cronjobs,hpa,scaledobjects,triggerauthentications,pdb,netpol",
        "-l",
        "app.kubernetes.io/managed-by=kubeless-maven-plugin",
        "-o",
        "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}");
  }

  /** Waits until a Job has succeeded, and returns its name. */
  String awaitJob() throws Exception {
    String line = "jsonpath={.metadata.name} {.status.succeeded}{\"\\n\"}";
    ProcessBuilder watch =
        new ProcessBuilder("kubectl", "-n", namespace, "get", "jobs", "--watch", "-o", line);
    try (Started jobs = Started.of(watch)) {
      return jobs.awaitLine(each -> each.endsWith(" 1")).split(" ")[0];
    }
  }

  /** Returns the response of the function's Service to a body. */
  String call(String function, String body) throws IOException {
    return call(function, "/", "-d", body);
  }

  /**
   * Returns the response to a body as soon as it begins as expected, or else the last response. For
   * a moment after a rollout, the Service may still route a request to a terminating pod.
   */
  String awaitCall(String function, String body, String beginning) throws IOException {
    String answer = call(function, body);
    for (int i = 0; i < 40 && !answer.startsWith(beginning); i++) {
      try {
        Thread.sleep(250);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      answer = call(function, body);
    }
    return answer;
  }

  String call(String function, String path, String... curl) throws IOException {
    List<String> command = new ArrayList<>(List.of(IN.toString(), "curl", "-s", "-m", "20"));
    // For a moment after the first pod is ready, the node refuses connections to its Service.
    command.addAll(List.of("--retry", "10", "--retry-connrefused", "--retry-delay", "1"));
    command.addAll(List.of(curl));
    command.add(url(function) + path);
    return run(command.toArray(String[]::new));
  }

  String url(String function) throws IOException {
    String address =
        kubectl("get", "service", function, "-o", "jsonpath={.spec.clusterIP}").strip();
    return "http://" + address + ":8080";
  }

  static Process inCluster(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(IN.toString()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return finish(process, List.of(command));
  }

  private static String finish(Process process, List<String> command) throws IOException {
    try (InputStream in = process.getInputStream()) {
      String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new AssertionError(
            String.join(" ", command) + " ended with " + code + ":\n" + output);
      }
      return output;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
