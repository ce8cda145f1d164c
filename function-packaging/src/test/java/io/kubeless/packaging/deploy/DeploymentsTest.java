package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeTime;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments of several functions that are awaited together. */
class DeploymentsTest {
  private static final DeployOptions PLAIN =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(20));
  private static final Owner OWNER = new Owner("com.acme:shop");

  @TempDir Path directory;

  private final FakeTime time = new FakeTime();
  private final List<String> done = new ArrayList<>();
  private ClusterFixture cluster;
  private Deployments deployments;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.withoutControllers(directory, time.timing());
    deployments = new Deployments();
  }

  @AfterEach
  void stop() {
    deployments.close();
    cluster.close();
  }

  private void begin(String name) {
    Function function = cluster.function(name, OWNER);
    deployments.start(
        () ->
            new Deployments.Started(
                cluster
                    .deployer(PLAIN)
                    .start(
                        function,
                        ClusterFixture.manifests(function, Target.KUBERNETES),
                        Target.KUBERNETES),
                deployed -> done.add(name + " " + deployed.ready())));
  }

  private void makeReady(String name) {
    cluster.server.always("GET .*/endpointslices", FakeApiServer.answer(403, "is forbidden"));
    cluster.store.status(
        ApiResource.DEPLOYMENT,
        name,
        Map.of(
            "observedGeneration", 1, "replicas", 1, "updatedReplicas", 1, "availableReplicas", 1));
  }

  private void refusePods(String name) {
    cluster.store.status(
        ApiResource.DEPLOYMENT,
        name,
        Map.of(
            "observedGeneration",
            1,
            "conditions",
            List.of(Map.of("type", "ReplicaFailure", "status", "True", "message", "no ports"))));
  }

  private List<String> leases() {
    return cluster.store.names().stream().filter(each -> each.startsWith("Lease/")).toList();
  }

  @Test
  void functionsAreAwaitedTogetherInOneThread() {
    begin("hello");
    begin("bye");
    assertThat(leases()).containsExactly("Lease/bye-deployed", "Lease/hello-deployed");
    Instant start = time.now();
    List<List<String>> rounds = new ArrayList<>();
    Thread caller = Thread.currentThread();
    time.meanwhile(
        duration -> {
          assertThat(Thread.currentThread()).isSameAs(caller);
          rounds.add(cluster.server.requests());
          if (rounds.size() == 3) {
            makeReady("bye");
          } else if (rounds.size() == 5) {
            makeReady("hello");
          }
        });

    deployments.await();

    assertThat(done).containsExactly("bye 1/1", "hello 1/1");
    assertThat(Duration.between(start, time.now())).isEqualTo(Duration.ofSeconds(2));
    assertThat(rounds.get(1).subList(rounds.get(0).size(), rounds.get(1).size()))
        .anyMatch(line -> line.endsWith("/deployments/hello"))
        .anyMatch(line -> line.endsWith("/deployments/bye"));
    assertThat(leases()).isEmpty();
  }

  @Test
  void aFunctionThatFailsDoesNotEndTheOthers() {
    begin("hello");
    begin("bye");
    time.meanwhile(
        duration -> {
          if (leases().contains("Lease/hello-deployed")) {
            refusePods("hello");
          } else {
            makeReady("bye");
          }
        });

    assertThat(ClusterFixture.problem(deployments::await))
        .startsWith("KUBELESS-402 The pods of hello are rejected\n");
    assertThat(done).containsExactly("bye 1/1");
    assertThat(leases()).isEmpty();
  }

  @Test
  void whatFailsTogetherIsReportedTogether() {
    begin("hello");
    begin("bye");
    assertThat(ClusterFixture.problem(deployments::await))
        .contains("KUBELESS-415 The function hello is not ready after 20 s\n")
        .contains("KUBELESS-415 The function bye is not ready after 20 s\n");
    assertThat(leases()).isEmpty();
  }

  @Test
  void afterAFailureNoOtherDeploymentBeginsAndThoseBeforeItAreAwaited() {
    begin("hello");
    cluster.server.next("PATCH .*/services/bye.*dryRun", FakeApiServer.answer(422, "no port"));
    begin("bye");
    begin("third");
    time.meanwhile(duration -> makeReady("hello"));

    assertThat(ClusterFixture.problem(deployments::await))
        .startsWith("KUBELESS-402 Service bye is re");
    assertThat(done).containsExactly("hello 1/1");
    assertThat(cluster.server.requests()).noneMatch(line -> line.contains("third"));
    assertThat(leases()).isEmpty();
  }

  @Test
  void anInterruptedWaitEndsAtOnceAndReleasesEveryLock() {
    begin("hello");
    begin("bye");
    time.meanwhile(
        duration -> {
          throw new InterruptedException();
        });

    assertThat(ClusterFixture.problem(deployments::await))
        .startsWith("KUBELESS-422 Waiting for the cluster was interrupted\n");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    deployments.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(leases()).isEmpty();
    assertThat(done).isEmpty();
  }
}
