package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Kills Maven after each write of a deployment in turn. The next deployment must lead to the
 * objects of an undisturbed one, and leave no other object. Two versions, of which each has objects
 * that the other one does not have, replace each other. The next deployment and the one that is
 * killed after it are goals of one Maven. {@code -Dit.killed=awaited} waits for the pods and for
 * the locks of the killed processes, and {@code -Dit.killed=first} deletes the function before each
 * deployment that is killed.
 */
@OnCluster
class KilledDeploymentIT {
  private static final String PLUGIN = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:";
  private static final String MODE = System.getProperty("it.killed", "");
  private static final boolean FIRST = MODE.equals("first");
  private static final boolean AWAITED = MODE.equals("awaited");
  private static final List<String> KINDS =
      List.of(
          "serviceaccounts,configmaps,services,deployments,ingresses,cronjobs,jobs,networkpolicies",
          "horizontalpodautoscalers,poddisruptionbudgets,secrets");
  private static final int KUBECTL_PORT = 18_711;

  private static Cluster cluster;
  private static Path directory;
  private static Started kubectl;
  private static WriteProxy proxy;

  /** The objects of the namespace, and the locks. */
  private record State(Map<String, JsonNode> objects, String leases) {
    static State now() throws IOException {
      return new State(
          KilledDeploymentIT.objects(), cluster.kubectl("get", "leases", "-o", "name"));
    }
  }

  /**
   * What a Maven with several deployments has done.
   *
   * @param before the state before each deployment
   * @param writes those of the last deployment
   */
  private record Run(List<State> before, List<String> writes, String output) {}

  @BeforeAll
  static void push() throws Exception {
    cluster = Cluster.namespace("it-killed");
    directory = Projects.empty("killed");
    kubectl = Started.of(new ProcessBuilder("kubectl", "proxy", "--port=" + KUBECTL_PORT));
    kubectl.awaitLine("Starting to serve");
    proxy = WriteProxy.to("http://127.0.0.1:" + KUBECTL_PORT);
    Projects.write(
        directory,
        "kubeconfig",
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "%s"}}]
        users: [{name: nobody, user: {}}]
        contexts: [{name: test, context: {cluster: test, user: nobody, namespace: it-killed}}]
        current-context: test
        """
            .formatted(proxy.address()));
    Path project = Projects.example("hello", "killed-project");
    // No pod is started before the node has this label.
    Projects.write(
        project,
        "src/main/kubeless/deployment.yaml",
        "spec: {template: {spec: {nodeSelector: {it-killed: pods}}}}\n");
    push(
        project,
        "first",
        "memory: 128Mi\nconfig: {greeting: Hi}\nnetwork: {from: [{podSelector: {}}]}\n"
            + "triggers:\n- http: {host: a.acme.com}\n- cronjob: {schedule: '@yearly'}\n");
    push(
        project,
        "second",
        "memory: 160Mi\nreplicas: 2\nconfig: {greeting: Bye}\ntriggers:\n- http: {host: b.acme.com}\n");
    Projects.write(
        directory,
        "pom.xml",
        """
        <project>
        <modelVersion>4.0.0</modelVersion>
        <groupId>com.acme</groupId>
        <artifactId>killed</artifactId>
        <version>1</version>
        <packaging>pom</packaging>
        <build><plugins><plugin>
        <groupId>io.kubeless</groupId>
        <artifactId>kubeless-maven-plugin</artifactId>
        <version>1.0.0-SNAPSHOT</version>
        <executions>
        <execution><id>first</id><configuration><manifests>first.zip</manifests></configuration></execution>
        <execution><id>second</id><configuration><manifests>second.zip</manifests></configuration></execution>
        </executions>
        </plugin></plugins></build>
        </project>
        """);
  }

  private static void push(Path project, String version, String yaml) throws IOException {
    Projects.write(project, "src/main/kubeless/function.yaml", yaml);
    cluster.maven(project, "process-classes", "kubeless:push").succeeds();
    Files.copy(project.resolve("target/kubeless.zip"), directory.resolve(version + ".zip"));
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    kubectl.close();
    startPods(false);
  }

  private static void startPods(boolean allowed) throws IOException {
    Cluster.run(
        "kubectl",
        "label",
        "nodes",
        "--all",
        "--overwrite",
        allowed ? "it-killed=pods" : "it-killed-");
  }

  /**
   * Deploys versions one after the other in one Maven, and kills it when the writes of the last
   * deployment are as expected.
   *
   * @param action is run before each deployment except the first one
   */
  private static Run deploy(
      List<String> versions, boolean awaited, Predicate<List<String>> killed, Runnable action)
      throws Exception {
    List<String> words = new ArrayList<>();
    versions.forEach(version -> words.add("kubeless:apply@" + version));
    words.add("-Dkubeless.wait=" + (awaited ? 300 : 0));
    List<State> before = new CopyOnWriteArrayList<>();
    CompletableFuture<Started> maven = new CompletableFuture<>();
    proxy.when(all -> false, () -> {});
    proxy.beforeReviews(
        () -> {
          before.add(State.now());
          if (before.size() > 1) {
            action.run();
          }
          if (before.size() == versions.size()) {
            proxy.when(killed, () -> maven.join().kill());
          }
        });
    Maven here =
        Maven.in(directory).environment("KUBECONFIG", directory.resolve("kubeconfig").toString());
    try (Started process = here.start(words.toArray(String[]::new))) {
      maven.complete(process);
      process.awaitEnd();
      Run run = new Run(before, proxy.writes(), process.next());
      assertThat(run.before()).as(run.output()).hasSameSizeAs(versions);
      return run;
    }
  }

  /** Lets the lock of a killed process expire after a second instead of twenty. */
  private static void expire() throws IOException {
    for (String lease : cluster.kubectl("get", "leases", "-o", "name").lines().toList()) {
      cluster.kubectl(
          "patch", lease, "--type=merge", "-p", "{\"spec\":{\"leaseDurationSeconds\":1}}");
    }
  }

  /**
   * Returns all objects of the namespace that somebody has created, without what the cluster
   * assigns. Revisions differ in their number only, so that one name stands for all.
   */
  private static Map<String, JsonNode> objects() throws IOException {
    Map<String, JsonNode> state = new TreeMap<>();
    for (JsonNode item : cluster.json("get", String.join(",", KINDS)).path("items")) {
      ObjectNode object = item.deepCopy();
      String name = object.at("/metadata/name").asText();
      if (List.of("kube-root-ca.crt", "default").contains(name)) {
        continue;
      }
      ObjectNode metadata = (ObjectNode) object.path("metadata");
      metadata.retain("labels", "ownerReferences", "finalizers");
      object.remove("status");
      if (object.path("spec") instanceof ObjectNode spec) {
        spec.remove(List.of("clusterIP", "clusterIPs"));
      }
      if (name.matches("hello-deployed(-\\d+)?")) {
        object.remove("binaryData");
        if (object.path("data") instanceof ObjectNode data) {
          data.remove(List.of("revision", "time", "changes", "restores"));
        }
      }
      if (!name.matches("hello-deployed-\\d+")) {
        state.put(object.path("kind").asText() + "/" + name, object);
      }
    }
    return state;
  }

  /** Returns the version whose deployment is killed after this number of writes. */
  private static String version(int write) {
    return FIRST || write % 2 == 1 ? "first" : "second";
  }

  @Test
  void afterMavenWasKilledAtAnyWriteTheNextDeploymentConvergesAndNothingIsLeft() throws Exception {
    startPods(AWAITED);
    Runnable between = FIRST ? KilledDeploymentIT::undeploy : () -> {};
    List<String> versions =
        List.of(version(1), version(2), version(1), version(2), version(1)); // the last is killed
    Run run = deploy(versions, AWAITED, all -> all.size() == 1, between);
    Map<String, Map<String, JsonNode>> expected =
        Map.of("second", run.before().get(2).objects(), "first", run.before().get(3).objects());
    assertThat(run.before().get(4).objects()).isEqualTo(expected.get(version(2)));
    List<String> after = new ArrayList<>();
    for (int write = 1; run.writes().size() >= write; write++) {
      after.add(run.writes().get(write - 1).replaceFirst("/\\S*/namespaces/it-killed/", ""));
      if (!AWAITED) {
        expire();
      }
      int last = write + 1;
      run =
          deploy(
              List.of(version(write), version(last)), AWAITED, all -> all.size() == last, between);
      State next = run.before().get(1);
      assertThat(next.objects())
          .as("killed after write %s: %s\n%s", write, after, run.output())
          .isEqualTo(expected.get(version(write)));
      assertThat(next.leases()).as("after write %s: %s", write, after).isBlank();
    }
    assertThat(run.output()).contains("BUILD SUCCESS");
    System.out.println("Maven was killed after each of " + after.size() + " writes: " + after);
    assertThat(after).hasSizeGreaterThan(9).contains("POST leases");
  }

  private static void undeploy() {
    try {
      Maven.in(Projects.empty("killed-undeploy"))
          .run(PLUGIN + "undeploy", "-Dkubeless.name=hello", "-Dkubeless.namespace=it-killed")
          .succeeds();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theLockOfAKilledDeploymentIsTakenOverAndThePodsAreAwaited() throws Exception {
    startPods(true);
    deploy(
        List.of("first", "second"),
        true,
        all -> all.get(all.size() - 1).contains("/deployments/"),
        () -> {});
    assertThat(cluster.kubectl("get", "leases", "-o", "name").strip())
        .isEqualTo("lease.coordination.k8s.io/hello-deployed");

    String next = deploy(List.of("second"), true, all -> false, () -> {}).output();

    assertThat(next)
        .containsPattern("waiting   for \\S+@\\S+/\\d+, which is changing hello or has ended\n")
        .contains("ready     2/2");
    assertThat(cluster.kubectl("get", "leases", "-o", "name")).isEmpty();
    assertThat(cluster.awaitCall("hello", "Duke", "hello Duke")).isEqualTo("hello Duke");
  }
}
