package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.Timing;
import io.kubeless.packaging.manifest.ApiResource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock of a function, and locks that are lost, expired or taken over. */
class DeploymentLockTest {
  private static final String NAME = "hello-deployed";
  private static final Duration SHORT = Duration.ofSeconds(1);
  // Renewed early enough also where other processes are busy.
  private static final Duration KEPT = Duration.ofSeconds(6);

  @TempDir Path directory;

  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.withoutControllers(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private DeploymentLock take(Duration duration) {
    return take("hello", duration);
  }

  private DeploymentLock take(String function, Duration duration) {
    DeploymentLock lock = new DeploymentLock(cluster.api(), function, duration, cluster.log::add);
    await(() -> taken(lock));
    return lock;
  }

  static boolean taken(DeploymentLock lock) {
    try {
      return lock.advance();
    } catch (ApiFailure e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<JsonNode> lease() {
    return cluster.store.find(ApiResource.LEASE, NAME).map(each -> each);
  }

  private void foreign(String holder, String renewed) {
    cluster.store.write(
        ApiResource.LEASE,
        NAME,
        Map.of(
            "spec",
            Map.of(
                "holderIdentity",
                holder,
                "leaseDurationSeconds",
                1,
                "acquireTime",
                "2026-01-01T00:00:00.000000Z",
                "renewTime",
                renewed)),
        "somebody");
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Timing.system().sleep(Duration.ofMillis(20));
    }
  }

  @Test
  void aLockNamesItsHolderAndIsGoneAfterItsRelease() {
    try (DeploymentLock lock = take(DeploymentLock.DURATION)) {
      lock.require();
      assertThat(lease().orElseThrow().path("spec").path("holderIdentity").asText())
          .isEqualTo(DeploymentLock.identity())
          .matches(".+@.+/\\d+");
    }
    assertThat(lease()).isEmpty();
  }

  @Test
  void aLockThatIsNotRenewedIsTakenOverIndependentlyOfClocks() {
    foreign("alice@laptop/1", "2099-01-01T00:00:00.000000Z");
    try (DeploymentLock lock = take(KEPT)) {
      lock.require();
      assertThat(lease().orElseThrow().path("spec").path("leaseTransitions").asInt()).isEqualTo(1);
    }
    assertThat(cluster.log)
        .containsExactly("waiting   for alice@laptop/1, which is changing hello or has ended");
  }

  @Test
  void anEditedLeaseIsTakenOver() {
    foreign("alice@laptop/1", "soon");
    cluster.store.write(
        ApiResource.LEASE, NAME, Map.of("spec", Map.of("leaseDurationSeconds", "long")), "bob");
    take(SHORT).close();
    assertThat(lease()).isEmpty();
  }

  @Test
  void aLockThatItsHolderRenewsIsRefusedWithHolderAndTime() {
    foreign("alice@laptop/1", "2026-01-01T00:00:00.000000Z");
    cluster.server.next(
        "GET .*/leases/",
        FakeApiServer.first(
            () ->
                cluster.server.next(
                    "GET .*/leases/",
                    FakeApiServer.first(
                        () -> foreign("alice@laptop/1", "2026-01-01T00:00:05.000000Z")))));

    assertThat(ClusterFixture.problem(() -> take(DeploymentLock.DURATION)))
        .isEqualTo(
            """
            KUBELESS-406 The function hello is being changed by another process
              where: Lease/hello-deployed in team
              why:   alice@laptop/1 acquired the lock at 2026-01-01T00:00:00.000000Z and last renewed it at 2026-01-01T00:00:05.000000Z; the lock expires 1 s after its last renewal
              do:    wait until that process has finished, or end it, and try again""");
  }

  @Test
  void whoIsSlowerThanAnotherProcessWaitsForIt() {
    cluster.server.next(
        "POST .*/leases",
        FakeApiServer.first(() -> foreign("alice@laptop/1", "2026-01-01T00:00:00.000000Z")));
    take(SHORT).close();
    assertThat(cluster.log).hasSize(1);
  }

  @Test
  void aLockIsRenewedWhileItIsHeld() {
    try (DeploymentLock lock = take(KEPT)) {
      String first = lease().orElseThrow().path("spec").path("renewTime").asText();
      await(() -> !lease().orElseThrow().path("spec").path("renewTime").asText().equals(first));
      lock.require();
    }
    assertThat(lease()).isEmpty();
  }

  @Test
  void fieldsThatAnotherClientAddsToTheLeaseDoNotKeepItLocked() {
    DeploymentLock lock = take(DeploymentLock.DURATION);
    label("argo");
    cluster.server.next("DELETE .*/leases/", FakeApiServer.first(() -> label("kyverno")));
    lock.close();
    assertThat(lease()).isEmpty();
    assertThat(cluster.log).isEmpty();
  }

  private void label(String value) {
    cluster.store.write(
        ApiResource.LEASE,
        NAME,
        Map.of("metadata", Map.of("labels", Map.of("seen-by", value))),
        value);
  }

  @Test
  void renewalContinuesAfterAnotherClientChangedTheLease() {
    try (DeploymentLock lock = take(KEPT)) {
      label("argo");
      String first = lease().orElseThrow().path("spec").path("renewTime").asText();
      await(() -> !lease().orElseThrow().path("spec").path("renewTime").asText().equals(first));
      lock.require();
    }
    assertThat(lease()).isEmpty();
  }

  @Test
  void aLockThatAnotherProcessTookIsLostAndNotReleased() {
    DeploymentLock lock = take(SHORT);
    foreign("alice@laptop/1", "2026-01-01T00:00:00.000000Z");
    await(() -> refused(lock));
    lock.close();

    assertThat(lease().orElseThrow().path("spec").path("holderIdentity").asText())
        .isEqualTo("alice@laptop/1");
    assertThat(ClusterFixture.problem(lock::require))
        .startsWith("KUBELESS-406 The lock of this deployment was lost\n");
  }

  @Test
  void aLockThatIsLostIsRenewedNoMore() {
    Set<Thread> others = renewals();
    DeploymentLock lock = take(SHORT);
    Set<Thread> own = renewals();
    own.removeAll(others);
    assertThat(own).hasSize(1);
    foreign("alice@laptop/1", "2026-01-01T00:00:00.000000Z");

    await(() -> own.stream().noneMatch(Thread::isAlive));
    assertThat(ClusterFixture.problem(lock::require))
        .contains("another process took it, or it was deleted");
    lock.close();
  }

  private static Set<Thread> renewals() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("renewal of the locks at "))
        .collect(Collectors.toSet());
  }

  static boolean refused(DeploymentLock lock) {
    try {
      lock.require();
      return false;
    } catch (io.kubeless.packaging.model.ProblemException e) {
      return true;
    }
  }

  @Test
  void aLockThatCannotBeRenewedIsLostWhenItExpires() {
    cluster.server.always("PUT .*/leases/", FakeApiServer.answer(503, "etcd is slow"));
    DeploymentLock lock = take(SHORT);
    await(() -> refused(lock));
    lock.close();
    assertThat(lease()).isEmpty();
  }

  @Test
  void aLockThatCannotBeReleasedIsReportedAndFailsNothing() {
    cluster.server.always("DELETE .*/leases/", FakeApiServer.answer(403, "leases is forbidden"));
    take(DeploymentLock.DURATION).close();
    assertThat(cluster.log)
        .containsExactly(
            "the lock Lease/hello-deployed could not be released and expires after 20 s: leases is"
                + " forbidden");
  }

  /** Takes the lock at the server of an address, and keeps it until the process is ended. */
  public static void main(String[] args) throws Exception {
    KubernetesApi api = new KubernetesApi(FakeApiServer.connection(args[0], Timing.system()));
    if (!new DeploymentLock(api, "hello", DeploymentLock.DURATION, line -> {}).advance()) {
      throw new IllegalStateException("another process has the lock");
    }
    System.out.println("taken");
    Thread.sleep(TimeUnit.MINUTES.toMillis(2));
  }

  @Test
  void aProcessThatIsEndedReleasesItsLock() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DeploymentLockTest.class.getName(),
            cluster.server.address());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    assumeTrue(process.supportsNormalTermination(), "this system can only kill a process");
    assertThat(process.inputReader().readLine()).isEqualTo("taken");
    assertThat(lease()).isPresent();

    process.destroy();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(lease()).isEmpty();
  }

  @Test
  void allLocksAtAClusterAreRenewedByOneThreadWhichEndsWithTheLastOne() {
    Set<Thread> others = renewals();
    List<DeploymentLock> locks = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      locks.add(take("f" + i, SHORT));
    }
    Map<String, String> first = renewTimes();
    assertThat(first).hasSize(20);
    Set<Thread> own = renewals();
    own.removeAll(others);
    assertThat(own).hasSize(1);

    await(() -> renewTimes().entrySet().stream().noneMatch(first.entrySet()::contains));
    locks.forEach(DeploymentLock::close);

    assertThat(renewTimes()).isEmpty();
    await(() -> own.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void aClusterThatDoesNotRespondDelaysNoRenewalAtAnotherOne() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (ClusterFixture slow = ClusterFixture.withoutControllers(directory)) {
      DeploymentLock stuck = new DeploymentLock(slow.api(), "hello", SHORT, slow.log::add);
      assertThat(taken(stuck)).isTrue();
      CountDownLatch reached = new CountDownLatch(1);
      slow.server.next(
          "PUT .*/leases/",
          FakeApiServer.first(
              () -> {
                reached.countDown();
                await(() -> end.getCount() == 0);
              }));
      await(() -> reached.getCount() == 0);
      try {
        DeploymentLock lock = take(SHORT);
        Map<String, String> first = renewTimes();
        await(() -> !renewTimes().equals(first));
        lock.close();
      } finally {
        end.countDown();
        stuck.close();
      }
    }
  }

  private Map<String, String> renewTimes() {
    Map<String, String> times = new TreeMap<>();
    for (String name : cluster.store.names()) {
      if (name.startsWith("Lease/")) {
        cluster
            .store
            .find(ApiResource.LEASE, name.substring("Lease/".length()))
            .ifPresent(each -> times.put(name, each.at("/spec/renewTime").asText()));
      }
    }
    return times;
  }

  @Test
  void anInterruptedThreadStillReleasesItsLock() throws Exception {
    CompletableFuture<Boolean> interrupted =
        CompletableFuture.supplyAsync(
            () -> {
              DeploymentLock lock = take(DeploymentLock.DURATION);
              Thread.currentThread().interrupt();
              lock.close();
              return Thread.interrupted();
            });
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lease()).isEmpty();
  }
}
