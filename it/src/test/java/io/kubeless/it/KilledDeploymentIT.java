package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Kills Maven after each write of a deployment in turn. The next deployment must lead to the
 * objects of an undisturbed one, and leave no other object. Two versions, of which each has objects
 * that the other one does not have, replace each other. {@code -Dit.killed=awaited} waits for the
 * pods and for the locks of the killed processes, and {@code -Dit.killed=first} deletes the
 * function before each deployment that is killed.
 */
@OnCluster
class KilledDeploymentIT {
  private static final String PLUGIN = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:";
  private static final String MODE = System.getProperty("it.killed", "");
  private static final List<String> KINDS =
      List.of(
          "serviceaccounts,configmaps,services,deployments,ingresses,cronjobs,jobs,networkpolicies",
          "horizontalpodautoscalers,poddisruptionbudgets,secrets");
  private static final int KUBECTL_PORT = 18_711;

  private static Cluster cluster;
  private static Path nowhere;
  private static Started kubectl;
  private static WriteProxy proxy;
  private static Path kubeconfig;
  private static List<Path> versions;

  @BeforeAll
  static void push() throws Exception {
    cluster = Cluster.namespace("it-killed");
    nowhere = Projects.empty("killed");
    kubectl = Started.of(new ProcessBuilder("kubectl", "proxy", "--port=" + KUBECTL_PORT));
    kubectl.awaitLine("Starting to serve");
    proxy = WriteProxy.to("http://127.0.0.1:" + KUBECTL_PORT);
    kubeconfig = nowhere.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "%s"}}]
        users: [{name: nobody, user: {}}]
        contexts: [{name: test, context: {cluster: test, user: nobody, namespace: it-killed}}]
        current-context: test
        """
            .formatted(proxy.address()));
    versions =
        List.of(
            version(
                "killed-first",
                "memory: 128Mi\nconfig: {greeting: Hi}\nnetwork: {from: [{podSelector: {}}]}\n"
                    + "triggers:\n- http: {host: a.acme.com}\n- cronjob: {schedule: '@yearly'}\n"),
            version(
                "killed-second",
                "memory: 160Mi\nreplicas: 2\nconfig: {greeting: Bye}\ntriggers:\n- http: {host: b.acme.com}\n"));
  }

  private static Path version(String name, String yaml) throws IOException {
    Path project = Projects.example("hello", name);
    Projects.write(project, "src/main/kubeless/function.yaml", yaml);
    cluster.maven(project, "package", "-DskipTests", "kubeless:push").succeeds();
    return project.resolve("target/kubeless.zip");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    kubectl.close();
  }

  private static String[] apply(Path manifests, int wait) {
    return new String[] {
      PLUGIN + "apply", "-Dkubeless.manifests=" + manifests, "-Dkubeless.wait=" + wait
    };
  }

  private static Maven.Result deploy(Path manifests, int wait) throws IOException {
    return Maven.in(nowhere)
        .environment("KUBECONFIG", kubeconfig.toString())
        .run(apply(manifests, wait))
        .succeeds();
  }

  /** Deploys, kills Maven when its writes are as expected, and returns all of its writes. */
  private static List<String> killed(Path manifests, int wait, Predicate<List<String>> when)
      throws Exception {
    Maven maven = Maven.in(nowhere).environment("KUBECONFIG", kubeconfig.toString());
    CompletableFuture<Started> deployment = new CompletableFuture<>();
    proxy.when(when, () -> deployment.join().kill());
    try (Started process = maven.start(apply(manifests, wait))) {
      deployment.complete(process);
      process.awaitEnd();
    }
    return proxy.writes();
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
  private static Map<String, JsonNode> state() throws IOException {
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

  @Test
  void afterMavenWasKilledAtAnyWriteTheNextDeploymentConvergesAndNothingIsLeft() throws Exception {
    boolean first = MODE.equals("first");
    boolean awaited = MODE.equals("awaited");
    int wait = awaited ? 300 : 0;
    List<Map<String, JsonNode>> expected = new ArrayList<>();
    for (Path version :
        List.of(versions.get(0), versions.get(1), versions.get(0), versions.get(1))) {
      if (first) {
        undeploy();
      }
      deploy(version, 300);
      expected.add(state());
    }
    List<String> after = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (int write = 1; ; write++) {
      int version = (first ? 0 : write + 1) % 2;
      if (first) {
        undeploy();
      }
      int last = write;
      List<String> writes = killed(versions.get(version), wait, all -> all.size() == last);
      boolean killed = writes.size() >= write;
      if (killed) {
        after.add(writes.get(write - 1).replaceFirst("/\\S*/namespaces/it-killed/", ""));
        if (!awaited) {
          expire();
        }
      }
      Maven.Result next = deploy(versions.get(version), wait);
      assertThat(state())
          .as("killed after write %s: %s\n%s", write, after, next.output())
          .isEqualTo(expected.get(version + 2));
      if (!cluster.kubectl("get", "leases", "-o", "name").isBlank()) {
        left.add(after.get(after.size() - 1));
      }
      if (!killed) {
        break;
      }
    }
    System.out.println("Maven was killed after each of " + after.size() + " writes: " + after);
    assertThat(after).hasSizeGreaterThan(9).contains("POST leases");
    // Nothing is left to do after the record, so that the next deployment does not need the lock.
    assertThat(left).isSubsetOf("PATCH configmaps/hello-deployed").hasSizeLessThan(2);
  }

  private static void undeploy() throws IOException {
    Maven.in(nowhere)
        .run(PLUGIN + "undeploy", "-Dkubeless.name=hello", "-Dkubeless.namespace=it-killed")
        .succeeds();
  }

  @Test
  void theLockOfAKilledDeploymentIsTakenOverAndThePodsAreAwaited() throws Exception {
    deploy(versions.get(0), 300);
    killed(versions.get(1), 300, all -> all.get(all.size() - 1).contains("/deployments/"));
    assertThat(cluster.kubectl("get", "leases", "-o", "name").strip())
        .isEqualTo("lease.coordination.k8s.io/hello-deployed");

    Maven.Result next = deploy(versions.get(1), 300);

    assertThat(next.lines("waiting   for "))
        .matches("waiting   for \\S+@\\S+/\\d+, which is changing hello or has ended");
    assertThat(next.lines("ready  ")).startsWith("ready     2/2");
    assertThat(cluster.kubectl("get", "leases", "-o", "name")).isEmpty();
    assertThat(cluster.awaitCall("hello", "Duke", "hello Duke")).isEqualTo("hello Duke");
  }
}
