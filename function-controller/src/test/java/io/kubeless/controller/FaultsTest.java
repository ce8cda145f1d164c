package io.kubeless.controller;

import static io.kubeless.controller.TestNamespace.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller as a process whose requests, or which itself, are interrupted. */
class FaultsTest {
  /** The number of kills; 0 for one after each write. */
  private static final int KILLS = Integer.getInteger("kills", 0);

  /** The number of edits through an unreliable connection. */
  private static final int ROUNDS = Integer.getInteger("rounds", 20);

  private final List<Process> running = new ArrayList<>();
  private ApiServer server;
  private FaultProxy proxy;
  private Path kubeconfig;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.started();
    proxy = FaultProxy.start(server.client.getConfiguration());
    kubeconfig = proxy.kubeconfig();
  }

  @AfterEach
  void stop() {
    running.forEach(Process::destroyForcibly);
    proxy.close();
  }

  private Process replica(TestNamespace namespace) {
    try {
      Process process = Replica.start(kubeconfig, namespace.name(), "controller");
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasBudget(TestNamespace namespace) {
    PodDisruptionBudget budget =
        namespace
            .server()
            .client
            .policy()
            .v1()
            .podDisruptionBudget()
            .inNamespace(namespace.name())
            .withName("orders")
            .get();
    return budget != null;
  }

  /** Returns whether the Function is served, and nothing is left of what it has needed before. */
  private static boolean isServed(TestNamespace namespace, int replicas) {
    KubelessFunction function = namespace.function();
    return function.getStatus() != null
        && function.getStatus().path("observedGeneration").asLong()
            == function.getMetadata().getGeneration()
        && function
            .getStatus()
            .at("/conditions/0/message")
            .asText()
            .equals("0 of " + replicas + " pods of this version are available")
        && function.getStatus().has("url")
        && hasReplicas(namespace.deployment(), replicas)
        && hasBudget(namespace) == (replicas > 1);
  }

  private static boolean hasReplicas(@Nullable Deployment deployment, int replicas) {
    return deployment != null && deployment.getSpec().getReplicas() == replicas;
  }

  /** Returns the objects of a namespace without what differs between namespaces. */
  private static String objects(TestNamespace namespace) throws Exception {
    String text =
        namespace.kubectl(
            "get", "fn,deploy,svc,sa,pdb,hpa,configmap", "-l", "created-by=kubeless", "-o", "json");
    JsonNode list = new ObjectMapper().readTree(text);
    strip(list);
    return list.toPrettyString().replace(namespace.name(), "team-a");
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(
          List.of(
              "uid",
              "generation",
              "observedGeneration",
              "resourceVersion",
              "creationTimestamp",
              "lastTransitionTime",
              "clusterIP",
              "clusterIPs"));
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(FaultsTest::strip);
    }
  }

  /**
   * Serves a Function and an edit. The process is killed after a write, and started again.
   *
   * @return whether it was killed
   */
  private boolean killedAfter(int write, TestNamespace namespace) throws Exception {
    proxy.after(write, () -> running.get(running.size() - 1).destroyForcibly());
    Process process = replica(namespace);
    namespace.apply();
    await(() -> !process.isAlive() || isServed(namespace, 2), each -> each);
    namespace.kubectl("scale", "fn/orders", "--replicas=1");
    await(() -> !process.isAlive() || isServed(namespace, 1), each -> each);
    boolean killed = !process.isAlive();
    if (killed) {
      proxy.after(Integer.MAX_VALUE, () -> {});
      replica(namespace);
    }
    await(() -> isServed(namespace, 1), each -> each);
    running.forEach(Process::destroyForcibly);
    for (Process each : running) {
      assertThat(each.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
    return killed;
  }

  @Test
  void aProcessThatIsKilledAfterAnyWriteIsContinuedByTheNext() throws Exception {
    TestNamespace undisturbed = TestNamespace.create(server);
    assertThat(killedAfter(Integer.MAX_VALUE, undisturbed)).isFalse();
    String expected = objects(undisturbed);
    int kills = 0;
    int write = 0;
    boolean killed = true;
    while (KILLS == 0 ? killed : kills < KILLS) {
      write = killed ? write + 1 : 1;
      TestNamespace namespace = TestNamespace.create(server);
      killed = killedAfter(write, namespace);
      kills += killed ? 1 : 0;
      assertThat(objects(namespace)).as("after a kill after write %s", write).isEqualTo(expected);
    }
    assertThat(kills).isGreaterThanOrEqualTo(8);
  }

  @Test
  void anUnreliableApiServerDelaysFunctionsOnly() throws Exception {
    proxy.faults(10);
    TestNamespace namespace = TestNamespace.create(server);
    for (int round = 0; round < ROUNDS; round++) {
      int replicas = 2 + round % 3;
      namespace.apply("replicas: 2", "replicas: " + replicas);
      await(
          () -> {
            startUnlessAlive(namespace);
            return isServed(namespace, replicas);
          },
          each -> each);
    }
    assertThat(proxy.faults.get()).isGreaterThanOrEqualTo(ROUNDS / 3);
  }

  /** Starts the controller at first, and again after it has lost the Lease. */
  private void startUnlessAlive(TestNamespace namespace) {
    if (running.stream().noneMatch(Process::isAlive)) {
      replica(namespace);
    }
  }

  @Test
  void whatChangesWhileWatchesAreLostIsSeenAfterwards() throws Exception {
    TestNamespace namespace = TestNamespace.create(server);
    replica(namespace);
    namespace.apply();
    await(() -> isServed(namespace, 2), each -> each);
    proxy.expireWatches();
    namespace.kubectl("scale", "fn/orders", "--replicas=3");
    namespace.kubectl("delete", "service", "orders");
    Thread.sleep(2000); // watches are refused
    proxy.permitWatches();
    await(() -> isServed(namespace, 3) && namespace.service() != null, each -> each);
  }

  @Test
  void aControllerWithoutAnyChangeSendsNoRequestButForItsLease() throws Exception {
    TestNamespace namespace = TestNamespace.create(server);
    replica(namespace);
    namespace.apply();
    await(() -> isServed(namespace, 2), each -> each);
    Thread.sleep(2000); // events of the own writes
    int before = proxy.requests.get();
    Thread.sleep(10_000);
    assertThat(proxy.requests.get()).isEqualTo(before);
  }
}
