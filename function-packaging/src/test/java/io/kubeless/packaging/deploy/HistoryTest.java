package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeKubelessController;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Wording;
import io.kubeless.packaging.observe.FunctionHistory;
import io.kubeless.packaging.observe.FunctionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of successful deployments, and their restoration. */
class HistoryTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final DeployOptions PLAIN = new DeployOptions(false, false, false, false, WAIT);
  private static final DeployOptions ADOPT = new DeployOptions(true, false, false, false, WAIT);
  private static final DeployOptions SWITCH = new DeployOptions(false, false, true, false, WAIT);
  private static final DeployOptions RESTORE =
      new DeployOptions(false, false, false, false, WAIT, Optional.empty(), true);
  private static final Optional<Owner> ANY = Optional.empty();

  @TempDir Path directory;

  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static Function other(Function function) {
    return function.withImage(function.image().withDigest(ClusterFixture.OTHER_DIGEST));
  }

  private static OptionalInt revision(int number) {
    return OptionalInt.of(number);
  }

  private Deployed rollBack(OptionalInt number) {
    return rollBack(number, PLAIN);
  }

  private Deployed rollBack(OptionalInt number, DeployOptions options) {
    Deployer deployer = cluster.deployer(options);
    AtomicReference<Deployed> result = new AtomicReference<>();
    try (PendingChanges changes = new PendingChanges()) {
      changes.start(
          () ->
              new PendingChanges.Started<>(
                  deployer.restore(deployer.revision("hello", number, ANY)), result::set));
      changes.await();
    }
    return result.get();
  }

  private List<String> table() {
    return FunctionHistory.read(cluster.connection, "hello")
        .text(Style.PLAIN)
        .lines()
        .map(line -> line.replaceAll("\\d{4}-\\S+Z", "TIME"))
        .toList();
  }

  private JsonNode deployment() {
    return cluster.store.find(ApiResource.DEPLOYMENT, "hello").orElseThrow();
  }

  private static String podsOf(JsonNode deployment) {
    JsonNode pods = deployment.at("/spec/template/spec");
    return pods.at("/containers/0/image") + " " + pods.path("volumes");
  }

  private List<String> configMaps() {
    return cluster.store.names().stream().filter(name -> name.startsWith("ConfigMap/")).toList();
  }

  @Test
  void theLastFiveSuccessfulDeploymentsAreRecordedWithTheirChanges() {
    cluster.deploy(cluster.function("config: {greeting: Hi}"));
    cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));
    assertThat(table())
        .containsExactly(
            "hello   target kubernetes",
            "REVISION    TIME                   USER   IMAGE                                                           CHANGES",
            "1           TIME   bob    registry.acme.com/team/hello:1.0-SNAPSHOT@sha256:0123456789ab   ServiceAccount ConfigMap Service Deployment +",
            "2 current   TIME   bob    registry.acme.com/team/hello:1.0-SNAPSHOT@sha256:0123456789ab   Ingress +   Deployment ~");
    for (int timeout = 10; timeout < 14; timeout++) {
      cluster.deploy(cluster.function("timeout: " + timeout));
    }
    assertThat(configMaps())
        .containsExactly(
            "ConfigMap/hello-config-" + configuration(),
            "ConfigMap/hello-deployed",
            "ConfigMap/hello-deployed-2",
            "ConfigMap/hello-deployed-3",
            "ConfigMap/hello-deployed-4",
            "ConfigMap/hello-deployed-5",
            "ConfigMap/hello-deployed-6");
  }

  /** Returns the hash of the configuration that a ReplicaSet still names. */
  private String configuration() {
    String name =
        configMaps().stream().filter(each -> each.contains("-config-")).findFirst().orElseThrow();
    return name.substring(name.lastIndexOf('-') + 1);
  }

  @Test
  void aRollbackRestoresImageConfigurationAndPrunedObjectsAsANewRevision() {
    cluster.deploy(
        cluster.function("config: {greeting: Hi}", "triggers: [{http: {host: hello.acme.com}}]"));
    String before = podsOf(deployment());
    cluster.deploy(other(cluster.function()));
    assertThat(cluster.store.names()).doesNotContain("Ingress/hello");

    Deployed restored = rollBack(OptionalInt.empty());

    assertThat(restored.ready()).isEqualTo("1/1");
    assertThat(podsOf(deployment())).isEqualTo(before);
    assertThat(cluster.store.names()).contains("Ingress/hello");
    assertThat(table().get(4))
        .startsWith("3 current")
        .endsWith("rollback to 1: ConfigMap Ingress +   Deployment ~");

    rollBack(OptionalInt.empty()); // to the previous one, which is revision 2
    assertThat(deployment().toString()).contains(ClusterFixture.OTHER_DIGEST);
    assertThat(cluster.store.names()).doesNotContain("Ingress/hello");
  }

  @Test
  void aDeploymentThatFailsIsNoRevisionAndARollbackRestoresTheNewest() {
    cluster.deploy(cluster.function());
    cluster.server.next(
        "PATCH .*/cronjobs/.*\\?(?!.*dryRun)", FakeApiServer.answer(422, "no such field"));
    ClusterFixture.problem(
        () -> cluster.deploy(cluster.function("triggers: [{cronjob: {schedule: '@daily'}}]")));
    assertThat(table().get(3))
        .isEqualTo(
            "A later deployment is running or did not succeed; rollback restores revision 1.");

    rollBack(OptionalInt.empty());

    assertThat(table()).hasSize(3);
    assertThat(table().get(2)).startsWith("1 current");
    assertThat(cluster.store.names()).noneMatch(name -> name.startsWith("CronJob/"));
    int writes = cluster.server.writes().size();
    rollBack(revision(1));
    cluster.deploy(cluster.function());
    assertThat(cluster.server.writes()).hasSize(writes);
  }

  @Test
  void aDeploymentThatWasReadyAfterItsTimeLimitIsRecordedByTheNextOne() {
    cluster.deploy(cluster.function());
    cluster.server.next(
        "PATCH .*/configmaps/hello-deployed-2", FakeApiServer.answer(422, "etcd is slow"));
    cluster.deploy(other(cluster.function()));
    assertThat(cluster.log).contains("history   that of hello cannot be updated: etcd is slow");
    assertThat(table()).hasSize(4);

    cluster.deploy(other(cluster.function()));
    assertThat(table().get(3)).startsWith("2 current").endsWith("Deployment ~");
  }

  @Test
  void afterADeploymentThatIsTooLargeToBeRecordedARollbackRestoresTheNewestRevision() {
    cluster.deploy(cluster.function("timeout: 10"));
    cluster.deploy(cluster.function("timeout: 11"));
    StringBuilder large = new StringBuilder();
    new Random(2026).ints(1_800_000, 'a', 'z').forEach(each -> large.append((char) each));

    cluster.deploy(cluster.function("timeout: 12", "env: {LARGE: " + large + "}"));

    assertThat(cluster.log).contains("history   the objects of hello are too large to be recorded");
    assertThat(table())
        .last(STRING)
        .isEqualTo(
            "A later deployment was too large to be recorded; rollback restores revision 2.");
    assertThat(FunctionStatus.read(cluster.connection, "hello").text(Style.PLAIN, Wording.NEUTRAL))
        .contains(": Deployment ~; a later deployment was too large to be recorded");
    int writes = cluster.server.writes().size();
    cluster.deploy(cluster.function("timeout: 12", "env: {LARGE: " + large + "}"));
    assertThat(cluster.server.writes()).hasSize(writes);

    rollBack(OptionalInt.empty());

    assertThat(deployment().toString()).contains("\"value\":\"11\"").doesNotContain("LARGE");
    assertThat(table()).last(STRING).asString().startsWith("2 current   ");
  }

  @Test
  void aRevisionThatIsMissingOrWhoseConfigurationWasDeletedIsReported() {
    assertThat(ClusterFixture.problem(() -> rollBack(OptionalInt.empty())))
        .isEqualTo(
            """
            KUBELESS-440 The function hello is not deployed
              where: namespace team
              why:   the ConfigMap hello-deployed, which records its objects, does not exist
              do:    choose its namespace: namespace, or deploy it: goal deploy""");
    cluster.deploy(cluster.function("config: {greeting: Hi}"));
    assertThat(ClusterFixture.problem(() -> rollBack(OptionalInt.empty())))
        .isEqualTo(
            """
            KUBELESS-430 The history of hello has no earlier revision
              where: namespace team
              why:   it has 1; the last 5 successful deployments are recorded
              do:    deploy the version that is needed: goal deploy""");
    cluster.deploy(cluster.function());
    assertThat(ClusterFixture.problem(() -> rollBack(revision(7))))
        .startsWith("KUBELESS-430 The history of hello has no revision 7\n")
        .contains("it has 1, 2;");
    String name = "hello-config-" + configuration();
    cluster.store.remove(ApiResource.CONFIG_MAP, name);
    int writes = cluster.server.writes().size();
    assertThat(ClusterFixture.problem(() -> rollBack(OptionalInt.empty())))
        .isEqualTo(
            """
            KUBELESS-431 Revision 1 of hello cannot be restored
              where: ConfigMap/%s in team
              why:   this ConfigMap contained its configuration, and was deleted
              do:    restore another revision: revision, or deploy the version: goal deploy"""
                .formatted(name));
    assertThat(cluster.server.writes()).hasSize(writes);
  }

  @Test
  void theFirstDeploymentAfterOneWithoutAHistoryIsRecordedAlthoughNothingElseChanges() {
    cluster.deploy(cluster.function());
    cluster.store.remove(ApiResource.CONFIG_MAP, "hello-deployed-1");
    cluster.store.write(
        ApiResource.CONFIG_MAP,
        "hello-deployed",
        Map.of("data", Collections.singletonMap("revision", null)),
        Names.MANAGER);
    assertThat(table())
        .containsExactly(
            "hello   target kubernetes",
            "The history is empty: no deployment has been recorded yet.");

    assertThat(cluster.deploy(cluster.function()).unchanged()).isTrue();
    assertThat(table().get(2)).startsWith("1 current");
  }

  @Test
  void aFunctionOfAnotherOwnerIsRolledBackOnlyIfItIsAdopted() {
    Owner renamed = new Owner("com.acme:greetings");
    cluster.deploy(cluster.function());
    cluster.deploy(cluster.function(renamed), Target.KUBERNETES, ADOPT);
    assertThat(ClusterFixture.problem(() -> rollBack(OptionalInt.empty())))
        .startsWith("KUBELESS-403 The function hello belongs to com.acme:greetings\n");
    rollBack(OptionalInt.empty(), ADOPT);
    assertThat(deployment().at("/metadata/labels").path(Names.OWNER).asText())
        .isEqualTo(Names.ownerLabel(new Owner("com.acme:hello"), "hello"));
  }

  @Test
  void aRollbackReturnsToTheFormerTarget() {
    FakeKubelessController.on(cluster.store);
    cluster.store.write(
        ApiResource.POD,
        "kubeless-controller-manager",
        Map.of("metadata", Map.of("labels", Map.of("kubeless", "controller"))),
        "kubelet");
    cluster.deploy(cluster.function("config: {greeting: Hi}"), Target.KUBELESS, PLAIN);
    cluster.deploy(cluster.function("config: {greeting: Hello}"), Target.KUBERNETES, SWITCH);
    assertThat(ClusterFixture.problem(() -> rollBack(OptionalInt.empty())))
        .startsWith("KUBELESS-404 The function hello is deployed for target kubernetes\n");

    assertThat(rollBack(OptionalInt.empty(), SWITCH).ready()).isEqualTo("1/1");
    assertThat(cluster.store.names()).contains("Function/hello").doesNotContain("Ingress/hello");
  }

  private String failure(Function function) {
    return ClusterFixture.problem(() -> cluster.deploy(function, Target.KUBERNETES, RESTORE));
  }

  @Test
  void aDeploymentThatFailsIsRolledBackUnderItsLockAndFailsNevertheless() {
    cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));
    String before = podsOf(deployment());
    cluster.server.next(
        "PATCH .*/cronjobs/.*\\?(?!.*dryRun)", FakeApiServer.answer(422, "no such field"));
    cluster.log.clear();

    assertThat(failure(other(cluster.function("triggers: [{cronjob: {schedule: '@daily'}}]"))))
        .startsWith("KUBELESS-402 The function hello cannot be deployed\n")
        .endsWith("admission rule of the cluster rejected it");
    assertThat(podsOf(deployment())).isEqualTo(before);
    assertThat(cluster.store.names())
        .contains("Ingress/hello")
        .noneMatch(name -> name.matches("(CronJob|Lease)/.*"));
    assertThat(table().get(2)).startsWith("1 current");
    assertThat(cluster.log)
        .map(line -> line.replaceAll("\\d{4}-\\S+Z", "TIME"))
        .containsExactly(
            "rollback  hello failed, and revision 1 of TIME is restored",
            "apply     Deployment ~   ServiceAccount Service Ingress =",
            "rollback  revision 1 of hello is restored");
    assertThat(cluster.server.writes().stream().filter(line -> line.contains("POST leases")))
        .hasSize(2);
  }

  @Test
  void whenTheRollbackFailsTooBothErrorsAreReported() {
    cluster.deploy(cluster.function());
    cluster.server.next(
        "PATCH .*/deployments/hello\\?(?!.*dryRun)", FakeApiServer.answer(422, "no such field"));
    cluster.server.next(
        "PATCH .*/configmaps/hello-deployed\\?",
        request -> {
          cluster.server.next(
              "PATCH .*/configmaps/hello-deployed\\?", FakeApiServer.answer(422, "etcd is full"));
          return false;
        });

    assertThat(failure(other(cluster.function())))
        .contains("why:   no such field\n", "why:   etcd is full\n")
        .contains(
            """
            KUBELESS-432 The failed deployment of hello could not be rolled back either
              where: namespace team
              why:   of the next error
              do:    correct its cause, then: goal rollback name=hello
            KUBELESS-402""");
  }

  @Test
  void aDeploymentThatFailsBeforeItsFirstWriteOrHasNoEarlierRevisionIsNotRolledBack() {
    cluster.server.next(
        "PATCH .*/deployments/hello\\?(?!.*dryRun)", FakeApiServer.answer(422, "no such field"));
    failure(cluster.function());
    assertThat(cluster.log)
        .containsExactly("rollback  no revision of hello is recorded: its objects remain");
    cluster.deploy(cluster.function());
    int writes = cluster.server.writesBesideLeases().size();
    cluster.server.next("PATCH .*/deployments/.*dryRun", FakeApiServer.answer(422, "no field"));
    failure(other(cluster.function()));
    assertThat(cluster.server.writesBesideLeases()).hasSize(writes);
  }

  @Test
  void undeployDeletesTheHistory() {
    cluster.deploy(cluster.function("config: {greeting: Hi}"));
    cluster.deploy(cluster.function());
    try (PendingChanges changes = new PendingChanges()) {
      changes.start(
          () ->
              new PendingChanges.Started<>(
                  new Undeployer(cluster.connection, WAIT, line -> {}).start("hello", ANY),
                  deleted -> {}));
      changes.await();
    }
    assertThat(configMaps()).isEmpty();
  }
}
