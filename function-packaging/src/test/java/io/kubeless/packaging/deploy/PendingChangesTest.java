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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments and deletions of several functions that are awaited together. */
class PendingChangesTest {
  private static final DeployOptions PLAIN =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(20));
  private static final Owner OWNER = new Owner("com.acme:shop");

  @TempDir Path directory;

  private final FakeTime time = new FakeTime();
  private final List<String> done = new ArrayList<>();
  private ClusterFixture cluster;
  private PendingChanges changes;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.withoutControllers(directory, time.timing());
    changes = new PendingChanges();
  }

  @AfterEach
  void stop() {
    changes.close();
    cluster.close();
  }

  private void begin(String name) {
    Function function = cluster.function(name, OWNER);
    changes.start(
        () ->
            new PendingChanges.Started<>(
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

    changes.await();

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

    assertThat(ClusterFixture.problem(changes::await))
        .startsWith("KUBELESS-402 The pods of hello are rejected\n");
    assertThat(done).containsExactly("bye 1/1");
    assertThat(leases()).isEmpty();
  }

  @Test
  void whatFailsTogetherIsReportedTogether() {
    begin("hello");
    begin("bye");
    assertThat(ClusterFixture.problem(changes::await))
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

    assertThat(ClusterFixture.problem(changes::await)).startsWith("KUBELESS-402 Service bye is re");
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

    assertThat(ClusterFixture.problem(changes::await))
        .startsWith("KUBELESS-422 Waiting for the cluster was interrupted\n");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    changes.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(leases()).isEmpty();
    assertThat(done).isEmpty();
  }

  private void lock(String name, String holder) {
    cluster.store.write(
        ApiResource.LEASE,
        name + "-deployed",
        Map.of("spec", Map.of("holderIdentity", holder, "leaseDurationSeconds", 20)),
        holder);
  }

  private boolean isDeployed(String name) {
    return cluster.store.find(ApiResource.DEPLOYMENT, name).isPresent();
  }

  @Test
  void functionsThatOthersChangeAreAwaitedTogetherAndEachIsAppliedWhenItsLockIsReleased() {
    Thread caller = Thread.currentThread();
    List<String> names = List.of("first", "second", "third");
    names.forEach(name -> lock(name, "alice@laptop/1"));
    names.forEach(this::begin);
    assertThat(cluster.log)
        .containsExactly(
            "waiting   for alice@laptop/1, which is changing first or has ended",
            "waiting   for alice@laptop/1, which is changing second or has ended",
            "waiting   for alice@laptop/1, which is changing third or has ended");
    Instant start = time.now();
    List<String> applied = new ArrayList<>();
    List<String> releases = new ArrayList<>(List.of("third", "first", "second"));
    time.meanwhile(
        duration -> {
          assertThat(Thread.currentThread()).isSameAs(caller);
          for (String name : names) {
            if (isDeployed(name) && !applied.contains(name)) {
              applied.add(name);
              makeReady(name);
            }
          }
          if (applied.size() + releases.size() == names.size() && !releases.isEmpty()) {
            cluster.store.remove(ApiResource.LEASE, releases.remove(0) + "-deployed");
          }
        });

    changes.await();

    assertThat(applied).containsExactly("third", "first", "second");
    assertThat(done).containsExactly("third 1/1", "first 1/1", "second 1/1");
    assertThat(Duration.between(start, time.now())).isLessThan(Duration.ofSeconds(5));
    assertThat(leases()).isEmpty();
  }

  @Test
  void aLockThatIsNotRenewedIsTakenOverWhileOtherFunctionsAreDeployed() {
    lock("hello", "alice@laptop/1");
    begin("hello");
    begin("bye");
    time.meanwhile(
        duration -> {
          if (isDeployed("hello")) {
            makeReady("hello");
          }
          if (isDeployed("bye")) {
            makeReady("bye");
          }
        });

    changes.await();

    assertThat(done).containsExactly("bye 1/1", "hello 1/1");
    assertThat(leases()).isEmpty();
  }

  @Test
  void anInterruptedWaitForALockDoesNotChangeTheLock() {
    lock("hello", "alice@laptop/1");
    begin("hello");
    time.meanwhile(
        duration -> {
          throw new InterruptedException();
        });

    assertThat(ClusterFixture.problem(changes::await)).startsWith("KUBELESS-422 ");
    assertThat(Thread.interrupted()).isTrue();
    changes.close();
    assertThat(cluster.store.find(ApiResource.LEASE, "hello-deployed").orElseThrow().toString())
        .contains("alice@laptop/1");
  }

  private void beginDeletion(String name) {
    changes.start(
        () ->
            new PendingChanges.Started<>(
                new Undeployer(cluster.connection, Duration.ofSeconds(20), cluster.log::add)
                    .start(name, Optional.of(OWNER)),
                deleted -> done.add(name + " " + deleted.size())));
  }

  @Test
  void functionsThatAreDeletedAreAwaitedTogether() {
    List<String> names = List.of("first", "second", "third");
    DeployOptions unawaited = new DeployOptions(false, false, false, false, Duration.ZERO);
    for (String name : names) {
      cluster.deploy(cluster.function(name, OWNER), Target.KUBERNETES, unawaited);
      cluster.store.write(
          ApiResource.DEPLOYMENT,
          name,
          Map.of("metadata", Map.of("finalizers", List.of("foregroundDeletion"))),
          "kube-controller-manager");
    }
    cluster.log.clear();
    names.forEach(this::beginDeletion);
    assertThat(cluster.log)
        .contains("- Deployment first", "- Deployment second", "- Deployment third");
    List<String> stay = new ArrayList<>(List.of("first", "second", "third"));
    time.meanwhile(
        duration -> cluster.store.remove(ApiResource.DEPLOYMENT, stay.remove(stay.size() - 1)));

    changes.await();

    assertThat(done).containsExactly("third 3", "second 3", "first 3");
    assertThat(cluster.store.names()).isEmpty();
  }

  @Test
  void eachFunctionThatCannotBeDeletedIsReportedAfterItsOwnTime() {
    for (String name : List.of("hello", "bye")) {
      cluster.deploy(
          cluster.function(name, OWNER),
          Target.KUBERNETES,
          new DeployOptions(false, false, false, false, Duration.ZERO));
      cluster.store.write(
          ApiResource.SERVICE,
          name,
          Map.of("metadata", Map.of("finalizers", List.of("acme.com/balancer"))),
          "bob");
      beginDeletion(name);
    }
    Instant start = time.now();

    assertThat(ClusterFixture.problem(changes::await))
        .contains("KUBELESS-417 Service hello was deleted but still exists\n")
        .contains("KUBELESS-417 Service bye was deleted but still exists\n");
    assertThat(Duration.between(start, time.now())).isLessThan(Duration.ofSeconds(22));
    assertThat(leases()).isEmpty();
  }
}
