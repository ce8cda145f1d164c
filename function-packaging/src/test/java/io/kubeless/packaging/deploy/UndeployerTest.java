package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeKubelessController;
import io.kubeless.packaging.cluster.FakeTime;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects that are deleted, awaited and kept. */
class UndeployerTest {
  private static final DeployOptions PLAIN =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(20));
  private static final Duration NO_TIME = Duration.ofMillis(1);

  @TempDir Path directory;

  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory, new FakeTime().timing());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private List<String> undeploy(Removal.Patience patience) {
    Undeployer undeployer = new Undeployer(cluster.connection, patience, cluster.log::add);
    return undeploy(undeployer, "hello", Optional.of(cluster.function().owner()));
  }

  private static List<String> undeploy(Undeployer undeployer, String name, Optional<Owner> owner) {
    List<String> deleted = new ArrayList<>();
    try (PendingChanges changes = new PendingChanges()) {
      changes.start(
          () ->
              new PendingChanges.Started<>(
                  undeployer.start(name, owner),
                  result -> result.forEach(change -> deleted.add(change.line()))));
      changes.await();
    }
    return deleted;
  }

  private List<String> undeploy() {
    return undeploy(Removal.Patience.of(Duration.ofSeconds(20)));
  }

  private List<String> left() {
    return cluster.store.names().stream()
        .filter(name -> !name.matches("(ReplicaSet|Pod|EndpointSlice)/.*"))
        .toList();
  }

  @Test
  void everythingOfAFunctionIsDeletedWhatCallsItFirst() {
    cluster.deploy(cluster.function("config: {a: b}", "triggers: [{http: {host: a.b}}]"));
    assertThat(undeploy())
        .containsExactly(
            "- Ingress hello",
            "- Deployment hello",
            "- Service hello",
            "- ConfigMap hello-config-e5596870",
            "- ServiceAccount hello");
    assertThat(left()).isEmpty();
    assertThat(undeploy()).isEmpty();
  }

  @Test
  void aFunctionThatIsNamedIsDeletedWhicheverModuleDeployedIt() {
    cluster.deploy(cluster.function());
    Undeployer undeployer =
        new Undeployer(
            cluster.connection, Removal.Patience.of(Duration.ofSeconds(20)), cluster.log::add);
    assertThatThrownBy(
            () -> undeploy(undeployer, "hello", Optional.of(new Owner("com.acme:other"))))
        .hasMessageContaining("belongs to com.acme:hello");
    assertThat(undeploy(undeployer, "unknown", Optional.empty())).isEmpty();
    assertThat(undeploy(undeployer, "hello", Optional.empty())).hasSize(3);
    assertThat(left()).isEmpty();
  }

  @Test
  void undeployingAMissingFunctionWritesNothing() {
    assertThat(undeploy()).isEmpty();
    assertThat(cluster.server.writes()).isEmpty();
  }

  @Test
  void aLockThatAKilledProcessHasLeftIsDeletedAlthoughTheFunctionIsGone() {
    Map<String, Object> left =
        Map.of("holderIdentity", "alice@laptop/1", "leaseDurationSeconds", 1);
    cluster.store.write(ApiResource.LEASE, "hello-deployed", Map.of("spec", left), "somebody");
    assertThat(undeploy()).isEmpty();
    assertThat(left()).isEmpty();
  }

  @Test
  void aFunctionIsNotDeletedWhileItIsDeployed() {
    cluster.deploy(cluster.function());
    List<String> before = left();
    cluster.server.always(
        "GET .*/leases/",
        FakeApiServer.first(
            () ->
                cluster.store.write(
                    ApiResource.LEASE,
                    "hello-deployed",
                    Map.of(
                        "spec",
                        Map.of(
                            "holderIdentity",
                            "alice@laptop/1",
                            "renewTime",
                            String.valueOf(System.nanoTime()))),
                    "alice")));
    assertThat(ClusterFixture.problem(this::undeploy))
        .startsWith("KUBELESS-406 The function hello is being changed by another process\n");
    cluster.store.remove(ApiResource.LEASE, "hello-deployed");
    assertThat(left()).isEqualTo(before);
  }

  @Test
  void aFunctionWhoseRecordWasDeletedIsDeletedAllTheSame() {
    cluster.deploy(cluster.function());
    cluster.store.remove(ApiResource.CONFIG_MAP, "hello-deployed");
    cluster.server.next("GET .*/functions\\?", FakeApiServer.answer(403, "functions is forbidden"));
    assertThat(undeploy()).hasSize(3);
    assertThat(left()).isEmpty();
  }

  @Test
  void anObjectThatIsNotDeletedIsReportedAndTheRecordIsKept() {
    cluster.deploy(cluster.function());
    cluster.store.write(
        ApiResource.SERVICE,
        "hello",
        Map.of("metadata", Map.of("finalizers", List.of("acme.com/balancer"))),
        "bob");
    assertThat(
            ClusterFixture.problem(() -> undeploy(new Removal.Patience(NO_TIME, NO_TIME, NO_TIME))))
        .isEqualTo(
            """
            KUBELESS-417 Service hello was deleted but still exists
              where: namespace team
              why:   its finalizers are acme.com/balancer
              do:    look at it with: kubectl get service hello -n team -o yaml""");
    assertThat(left()).contains("ConfigMap/hello-deployed");
  }

  @Test
  void anObjectWhosePodsHaveNotEndedIsReportedAsSuch() {
    cluster.deploy(cluster.function());
    cluster.store.write(
        ApiResource.DEPLOYMENT,
        "hello",
        Map.of("metadata", Map.of("finalizers", List.of("foregroundDeletion"))),
        "kube-controller-manager");
    assertThat(
            ClusterFixture.problem(() -> undeploy(new Removal.Patience(NO_TIME, NO_TIME, NO_TIME))))
        .contains("why:   its dependent objects still exist\n");
  }

  @Test
  void aConfigurationOfAModuleThatWasAdoptedIsDeletedToo() {
    cluster.deploy(cluster.function(new Owner("com.acme:greetings"), "config: {greeting: Hi}"));
    cluster.deploy(
        cluster.function(),
        Target.KUBERNETES,
        new DeployOptions(true, false, false, false, Duration.ofSeconds(20)));
    assertThat(left()).anyMatch(name -> name.startsWith("ConfigMap/hello-config-"));

    undeploy();
    assertThat(left()).isEmpty();
  }

  private void deployServed() {
    FakeKubelessController.on(cluster.store);
    cluster.deploy(cluster.function(), Target.KUBELESS, PLAIN);
    cluster.store.write(
        ApiResource.FUNCTION,
        "hello",
        Map.of("metadata", Map.of("finalizers", List.of("kubeless.io/function"))),
        "kubeless-controller-manager");
  }

  private void runController() {
    cluster.store.write(
        ApiResource.POD,
        "kubeless-controller-manager",
        Map.of("metadata", Map.of("labels", Map.of("kubeless", "controller"))),
        "kubelet");
  }

  @Test
  void aFinalizerWithoutAControllerIsRemoved() {
    deployServed();
    assertThat(undeploy(new Removal.Patience(Duration.ofSeconds(20), NO_TIME, NO_TIME)))
        .containsExactly("- Function hello", "- Deployment hello", "- Service hello");
    assertThat(cluster.log)
        .contains(
            "removed the finalizer kubeless.io/function of Function hello: no controller of"
                + " Kubeless reacts");
    assertThat(left()).isEmpty();
  }

  @Test
  void theFinalizerOfARunningControllerIsKept() {
    deployServed();
    runController();
    assertThat(
            ClusterFixture.problem(
                () -> undeploy(new Removal.Patience(Duration.ofSeconds(1), NO_TIME, NO_TIME))))
        .startsWith("KUBELESS-417 Function hello was deleted but still exists\n");
    assertThat(left()).contains("Function/hello");
  }

  @Test
  void aFinalizerIsRemovedLaterWhereControllersCannotBeSeen() {
    deployServed();
    runController();
    cluster.server.always("GET /api/v1/pods", FakeApiServer.answer(403, "pods is forbidden"));
    assertThat(
            ClusterFixture.problem(
                () ->
                    undeploy(
                        new Removal.Patience(
                            Duration.ofSeconds(1), NO_TIME, Duration.ofMinutes(1)))))
        .startsWith("KUBELESS-417 ");
    assertThat(undeploy(new Removal.Patience(Duration.ofSeconds(20), NO_TIME, NO_TIME)))
        .contains("- Function hello");
  }

  @Test
  void aFinalizerThatIsAddedMeanwhileIsKept() {
    deployServed();
    cluster.server.next(
        "PATCH .*/functions/hello",
        FakeApiServer.first(
            () ->
                cluster.store.write(
                    ApiResource.FUNCTION,
                    "hello",
                    Map.of(
                        "metadata",
                        Map.of("finalizers", List.of("kubeless.io/function", "acme.com/audit"))),
                    "bob")));
    assertThat(
            ClusterFixture.problem(
                () -> undeploy(new Removal.Patience(Duration.ofSeconds(2), NO_TIME, NO_TIME))))
        .contains("its finalizers are acme.com/audit");
  }

  @Test
  void theDeploymentOfAControllerIsDeletedBeforeItsFunctionIsReportedDeleted() {
    FakeKubelessController.on(cluster.store);
    Function function = cluster.function();
    cluster.deploy(function, Target.KUBELESS, PLAIN);
    cluster.store.write(
        ApiResource.DEPLOYMENT,
        "hello",
        Map.of("metadata", Map.of("finalizers", List.of("foregroundDeletion"))),
        "kube-controller-manager");
    cluster.server.next(
        "DELETE .*/deployments/hello",
        request -> {
          cluster.server.next(
              "GET .*/deployments/hello",
              FakeApiServer.first(() -> cluster.store.remove(ApiResource.DEPLOYMENT, "hello")));
          return false;
        });
    assertThat(undeploy())
        .containsExactly("- Function hello", "- Deployment hello", "- Service hello");
    assertThat(left()).isEmpty();
  }
}
