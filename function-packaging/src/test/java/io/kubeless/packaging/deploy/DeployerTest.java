package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeDeploymentController;
import io.kubeless.packaging.cluster.FakeKubelessController;
import io.kubeless.packaging.cluster.FakeTime;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The changes of a deployment to a cluster, their order, and the state after a failure. */
class DeployerTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final DeployOptions PLAIN = new DeployOptions(false, false, false, false, WAIT);
  private static final DeployOptions ADOPT = new DeployOptions(true, false, false, false, WAIT);
  private static final DeployOptions FORCE = new DeployOptions(false, true, false, false, WAIT);
  private static final DeployOptions SWITCH = new DeployOptions(false, false, true, false, WAIT);
  private static final DeployOptions RESTART = new DeployOptions(false, false, false, true, WAIT);
  private static final Owner RENAMED = new Owner("com.acme:greetings");

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

  private Deployed deploy(Function function, DeployOptions options) {
    return cluster.deploy(function, Target.KUBERNETES, options);
  }

  private static List<String> lines(Deployed deployed) {
    return deployed.changes().stream().map(ObjectChange::line).toList();
  }

  private JsonNode deployment() {
    return cluster.store.find(ApiResource.DEPLOYMENT, "hello").orElseThrow();
  }

  private static JsonNode container(JsonNode deployment) {
    return deployment.at("/spec/template/spec/containers/0");
  }

  private JsonNode recorded() {
    return cluster.store.find(ApiResource.CONFIG_MAP, "hello-deployed").orElseThrow().path("data");
  }

  private static Function other(Function function) {
    return function.withImage(function.image().withDigest(ClusterFixture.OTHER_DIGEST));
  }

  @Test
  void aFunctionIsAppliedAndDeployingItAgainWritesNothing() {
    Deployed deployed = cluster.deploy(cluster.function());

    assertThat(deployed.ready()).isEqualTo("1/1");
    assertThat(lines(deployed))
        .containsExactly("+ ServiceAccount hello", "+ Service hello", "+ Deployment hello");
    assertThat(cluster.server.writes())
        .containsExactly(
            "POST leases",
            "PATCH configmaps/hello-deployed",
            "PATCH serviceaccounts/hello",
            "PATCH services/hello",
            "PATCH deployments/hello",
            "PATCH configmaps/hello-deployed-1",
            "PATCH configmaps/hello-deployed",
            "DELETE leases/hello-deployed");

    int before = cluster.server.writes().size();
    Deployed again = cluster.deploy(cluster.function());

    assertThat(again.unchanged()).isTrue();
    assertThat(cluster.server.writes()).hasSize(before);
  }

  private Deployed deployWith(Optional<String> overlay) {
    return deploy(
        cluster.function(), new DeployOptions(false, false, false, false, WAIT, overlay, false));
  }

  private void assertThatNothingIsWrittenOrReportedWith(Optional<String> overlay) {
    List<String> before = cluster.server.writes();
    cluster.log.clear();
    assertThat(deployWith(overlay).unchanged()).isTrue();
    assertThat(cluster.server.writes()).isEqualTo(before);
    assertThat(cluster.log).containsExactly("apply     ServiceAccount Service Deployment =");
  }

  @Test
  void anOverlayOtherThanThatOfTheLastDeploymentIsReportedBeforeAnythingIsWrittenAndRecorded() {
    Optional<String> production = Optional.of("production");
    deployWith(production);
    assertThat(cluster.log).noneMatch(line -> line.startsWith("overlay"));
    assertThatNothingIsWrittenOrReportedWith(production);

    List<String> beforeTheLock = new ArrayList<>();
    FakeApiServer.Fault look = FakeApiServer.first(() -> beforeTheLock.addAll(cluster.log));
    cluster.log.clear();
    cluster.server.next("POST .*/leases", look);
    deployWith(Optional.empty());
    assertThat(beforeTheLock)
        .containsExactly(
            "overlay   the last deployment of hello used overlay production; this one uses"
                + " no overlay");
    assertThat(recorded().path("overlay").asText("?")).isEmpty();
    assertThatNothingIsWrittenOrReportedWith(Optional.empty());

    beforeTheLock.clear();
    cluster.log.clear();
    cluster.server.next("POST .*/leases", look);
    deployWith(production);
    assertThat(beforeTheLock)
        .containsExactly(
            "overlay   the last deployment of hello used no overlay; this one uses"
                + " overlay production");
    assertThat(recorded().path("overlay").asText()).isEqualTo("production");
  }

  @Test
  void anOverlayIsNotReportedWhereTheRecordDoesNotHaveThatOfTheLastDeployment() {
    deployWith(Optional.empty());
    cluster.store.write(
        ApiResource.CONFIG_MAP,
        "hello-deployed",
        Map.of("data", Collections.singletonMap("overlay", null)),
        Names.MANAGER);
    assertThat(recorded().has("overlay")).isFalse();
    cluster.log.clear();

    deployWith(Optional.of("production"));
    assertThat(cluster.log).noneMatch(line -> line.startsWith("overlay"));
    assertThat(recorded().path("overlay").asText()).isEqualTo("production");
  }

  @Test
  void everyObjectOfAFunctionItsRecordAndItsLockAreFoundByOneLabelSelector() {
    List<JsonNode> written = new ArrayList<>();
    cluster.store.controller(
        object -> {
          boolean derived = object.path("kind").asText().matches("ReplicaSet|Pod|EndpointSlice");
          if (!derived) {
            written.add(object);
          }
        });
    cluster.deploy(
        cluster.function(
            "config: {a: b}", "triggers: [{cronjob: {schedule: '@daily'}}, {http: {host: a.b}}]"));

    assertThat(written)
        .extracting(object -> object.path("kind").asText())
        .contains("Lease", "ConfigMap", "ServiceAccount", "Service", "Deployment", "CronJob");
    assertThat(written)
        .allSatisfy(
            object -> {
              JsonNode labels = object.at("/metadata/labels");
              assertThat(labels.path("created-by").asText()).isEqualTo("kubeless");
              assertThat(labels.path("function").asText()).isEqualTo("hello");
            });
    assertThat(written)
        .anyMatch(object -> object.at("/metadata/name").asText().equals("hello-deployed"))
        .anyMatch(object -> object.path("kind").asText().equals("Ingress"));
  }

  @Test
  void whatWasAppliedIsReportedBeforeThePodsAreAwaited() throws IOException {
    try (ClusterFixture slow = ClusterFixture.withoutControllers(directory)) {
      DeployOptions impatient = new DeployOptions(false, false, false, false, Duration.ofMillis(1));
      assertThat(
              ClusterFixture.problem(
                  () -> slow.deploy(slow.function(), Target.KUBERNETES, impatient)))
          .startsWith("KUBELESS-415 The function hello is not ready after 0 s\n");
      assertThat(slow.log).containsExactly("apply     ServiceAccount Service Deployment +");
      assertThat(slow.store.find(ApiResource.LEASE, "hello-deployed")).isEmpty();
    }
  }

  @Test
  void theFailureOfADeploymentIsReportedAlthoughTheLockCannotBeReleased() {
    cluster.server.next(
        "PATCH .*/deployments/hello\\?(?!.*dryRun)", FakeApiServer.answer(422, "no such field"));
    cluster.server.always("DELETE .*/leases/", FakeApiServer.answer(409, "modified"));

    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .startsWith("KUBELESS-402 The function hello cannot be deployed\n")
        .contains("no such field");
    assertThat(cluster.log)
        .anyMatch(line -> line.startsWith("the lock Lease/hello-deployed could"));
  }

  @Test
  void aDeploymentSucceedsAlthoughAnotherClientLabelsItsRecord() {
    cluster.server.next(
        "PATCH .*/services/hello\\?(?!.*dryRun)",
        FakeApiServer.first(
            () ->
                cluster.store.write(
                    ApiResource.CONFIG_MAP,
                    "hello-deployed",
                    Map.of("metadata", Map.of("annotations", Map.of("seen-by", "argo"))),
                    "argo")));
    assertThat(cluster.deploy(cluster.function()).ready()).isEqualTo("1/1");
    assertThat(recorded().path("kinds").asText()).isEqualTo("Deployment,Service,ServiceAccount");
  }

  @Test
  void aRecordThatCannotBeReducedIsReportedAndTheDeploymentSucceeds() {
    cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));
    cluster.server.next(
        "PATCH .*/configmaps/hello-deployed\\?",
        request -> {
          cluster.server.next(
              "PATCH .*/configmaps/hello-deployed\\?", FakeApiServer.answer(422, "etcd is slow"));
          return false;
        });
    cluster.log.clear();

    assertThat(cluster.deploy(cluster.function()).ready()).isEqualTo("1/1");
    assertThat(cluster.log)
        .containsExactly(
            "apply     ServiceAccount Service Deployment =",
            "- Ingress hello",
            "the record ConfigMap/hello-deployed lists objects that no longer exist, until the next"
                + " deployment: etcd is slow");
    assertThat(recorded().path("kinds").asText()).contains("Ingress");
    cluster.deploy(cluster.function());
    assertThat(recorded().path("kinds").asText()).isEqualTo("Deployment,Service,ServiceAccount");
  }

  @Test
  void aDeploymentThatFailsHasDeletedNothingAndTheNextOnePrunes() {
    cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));
    cluster.server.next(
        "PATCH .*/deployments/hello\\?(?!.*dryRun)", FakeApiServer.answer(422, "no such field"));
    ClusterFixture.problem(() -> cluster.deploy(other(cluster.function())));
    assertThat(cluster.store.names()).contains("Ingress/hello");

    assertThat(lines(cluster.deploy(other(cluster.function())))).contains("- Ingress hello");
    assertThat(cluster.store.names()).doesNotContain("Ingress/hello");
  }

  @Test
  void aConfigurationIsPrunedWhenNoReplicaSetAndNoRevisionInTheHistoryNeedsIt() {
    cluster.deploy(cluster.function("config: {greeting: Hi}"));
    cluster.deploy(cluster.function());

    assertThat(cluster.store.names()).anyMatch(name -> name.startsWith("ConfigMap/hello-config-"));
    assertThat(recorded().path("kinds").asText()).contains("ConfigMap");
    int before = cluster.server.writes().size();
    cluster.deploy(cluster.function());
    assertThat(cluster.server.writes()).hasSize(before);

    for (String name : cluster.store.names()) {
      if (name.startsWith("ReplicaSet/")) {
        cluster.store.remove(ApiResource.REPLICA_SET, name.substring(11));
      }
    }
    for (int number = 3; number <= 5; number++) {
      cluster.deploy(cluster.function("timeout: " + number));
      assertThat(cluster.store.names())
          .anyMatch(name -> name.startsWith("ConfigMap/hello-config-"));
    }
    cluster.deploy(cluster.function("timeout: 6"));
    assertThat(cluster.store.names()).noneMatch(name -> name.startsWith("ConfigMap/hello-config-"));
    assertThat(recorded().path("kinds").asText()).isEqualTo("Deployment,Service,ServiceAccount");
  }

  @Test
  void anObjectThatWasCreatedAgainIsNotPruned() {
    cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));
    cluster.server.next(
        "DELETE .*/ingresses/hello",
        FakeApiServer.first(
            () -> {
              cluster.store.remove(ApiResource.INGRESS, "hello");
              cluster.store.write(ApiResource.INGRESS, "hello", Map.of(), "bob");
            }));
    cluster.deploy(cluster.function());
    assertThat(cluster.store.names()).contains("Ingress/hello");
  }

  @Test
  void aFunctionWhoseRecordWasDeletedIsPrunedAllTheSame() {
    cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));
    cluster.store.remove(ApiResource.CONFIG_MAP, "hello-deployed");
    cluster.server.next("GET .*/functions\\?", FakeApiServer.answer(403, "functions is forbidden"));
    assertThat(lines(cluster.deploy(cluster.function()))).contains("- Ingress hello");
  }

  @Test
  void aConfigMapOfAnotherOwnerIsNotOverwrittenByTheRecord() {
    cluster.store.write(
        ApiResource.CONFIG_MAP, "hello-deployed", Map.of("data", Map.of("a", "1")), "bob");
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .startsWith("KUBELESS-403 ConfigMap hello-deployed exists and has another owner\n");
    assertThat(cluster.server.writes()).isEmpty();
  }

  @Test
  void anAdoptingModulePrunesTheObjectsOfTheOtherModule() {
    cluster.deploy(
        cluster.function("triggers: [{cronjob: {schedule: '@daily'}}, {http: {host: a.b}}]"));

    Deployed adopted = deploy(cluster.function(RENAMED), ADOPT);

    assertThat(lines(adopted)).contains("- CronJob hello-cron", "- Ingress hello");
    assertThat(cluster.store.names()).noneMatch(name -> name.matches("(CronJob|Ingress)/.*"));
    assertThat(recorded().path("module").asText()).isEqualTo("com.acme:greetings");
    assertThat(recorded().path("formerModules").asText()).isEmpty();
  }

  @Test
  void anOwnerNeedsNoCoordinatesOfMaven() {
    Owner controller = new Owner("team-a/functions.acme.com");
    cluster.deploy(cluster.function(controller, "triggers: [{http: {host: a.b}}]"));
    assertThat(recorded().path("module").asText()).isEqualTo("team-a/functions.acme.com");

    assertThat(lines(cluster.deploy(cluster.function(controller)))).contains("- Ingress hello");
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .contains("The function hello belongs to team-a/functions.acme.com\n");
  }

  @Test
  void anOwnerThatWasFasterKeepsItsFunction() {
    cluster.server.next(
        "POST .*/leases",
        FakeApiServer.first(
            () ->
                cluster.store.write(
                    ApiResource.CONFIG_MAP,
                    "hello-deployed",
                    Map.of(
                        "metadata",
                        Map.of("labels", Map.of(Names.MANAGED_BY, Names.MANAGER)),
                        "data",
                        Map.of(
                            "function",
                            "hello",
                            "module",
                            "com.acme:other",
                            "target",
                            "kubernetes")),
                    Names.MANAGER)));
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .startsWith("KUBELESS-403 The function hello belongs to com.acme:other\n");
    assertThat(cluster.store.names()).containsExactly("ConfigMap/hello-deployed");
  }

  @Test
  void whatAFailedAdoptionLeftIsPrunedByTheNextDeployment() {
    cluster.deploy(cluster.function("triggers: [{cronjob: {schedule: '@daily'}}]"));
    cluster.server.next(
        "PATCH .*/services/hello\\?(?!.*dryRun)", FakeApiServer.answer(422, "no such field"));
    ClusterFixture.problem(() -> deploy(cluster.function(RENAMED), ADOPT));
    assertThat(recorded().path("formerModules").asText()).isEqualTo("com.acme:hello");

    assertThat(lines(deploy(cluster.function(RENAMED), ADOPT))).contains("- CronJob hello-cron");
  }

  private void patch(String manager, Map<String, Object> template) {
    cluster.store.write(
        ApiResource.DEPLOYMENT, "hello", Map.of("spec", Map.of("template", template)), manager);
  }

  @Test
  void aFieldOfAnotherManagerIsOverwrittenOnlyWithForceAndListed() {
    cluster.deploy(cluster.function());
    patch("bob", Map.of("spec", Map.of("terminationGracePeriodSeconds", 77)));
    String conflict =
        ".spec.template.spec.terminationGracePeriodSeconds was set by bob to 77; this deployment sets it to 190";

    for (DeployOptions options : List.of(PLAIN, ADOPT)) {
      assertThat(ClusterFixture.problem(() -> deploy(cluster.function(), options)))
          .isEqualTo(
              """
              KUBELESS-401 Deployment hello has fields that another manager set
                where: Deployment/hello
                why:   %s
                do:    set the same values in function.yaml or a fragment, or overwrite the fields: force"""
                  .formatted(conflict));
    }
    cluster.log.clear();
    deploy(cluster.function(), FORCE);
    assertThat(cluster.log).startsWith("Deployment hello: " + conflict);
    assertThat(deployment().at("/spec/template/spec/terminationGracePeriodSeconds").asInt())
        .isEqualTo(190);
  }

  @Test
  void anObjectOfAnotherOwnerIsTakenOverByAdopting() {
    cluster.store.write(
        ApiResource.SERVICE, "hello", Map.of("spec", Map.of("type", "NodePort")), "bob");

    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .startsWith("KUBELESS-403 Service hello exists and has another owner\n");
    assertThat(lines(deploy(cluster.function(), ADOPT))).contains("~ Service hello");
    assertThat(cluster.log)
        .contains(
            "Service hello: .spec.type was set by bob to \"NodePort\"; this deployment sets it to \"ClusterIP\"");
  }

  /** Does the same as {@code kubectl rollout undo}. */
  private void undo() {
    String previous = "";
    for (String name : cluster.store.names()) {
      if (name.startsWith("ReplicaSet/")) {
        ObjectNode set =
            cluster.store.find(ApiResource.REPLICA_SET, name.substring(11)).orElseThrow();
        if (!set.at("/spec/template").equals(deployment().at("/spec/template"))) {
          previous = name.substring(11);
        }
      }
    }
    ObjectNode set = cluster.store.find(ApiResource.REPLICA_SET, previous).orElseThrow();
    cluster.store.write(
        ApiResource.DEPLOYMENT,
        "hello",
        Map.of(
            "metadata",
            Map.of(
                "annotations",
                Map.of(
                    Names.CHANGE_CAUSE,
                    set.path("metadata").path("annotations").path(Names.CHANGE_CAUSE).asText())),
            "spec",
            Map.of("template", set.at("/spec/template"))),
        "kubectl");
  }

  @Test
  void aDeploymentAfterAnUndoneRolloutSetsAndRemovesFieldsAsBefore() {
    cluster.deploy(cluster.function("env: {OLD: '1'}"));
    Function next = other(cluster.function());
    cluster.deploy(next);
    undo();
    assertThat(container(deployment()).path("image").asText()).endsWith(ClusterFixture.DIGEST);
    assertThat(container(deployment()).path("env").toString()).contains("OLD");

    assertThat(lines(cluster.deploy(next))).contains("~ Deployment hello");

    assertThat(container(deployment()).path("image").asText())
        .endsWith(ClusterFixture.OTHER_DIGEST);
    assertThat(container(deployment()).path("env").toString()).doesNotContain("OLD");
    assertThat(cluster.deploy(next).unchanged()).isTrue();
  }

  @Test
  void whatIsEditedWithKubectlIsAConflictAsLongAsNothingWasUndone() {
    cluster.deploy(cluster.function());
    patch("kubectl", Map.of("spec", Map.of("terminationGracePeriodSeconds", 77)));
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .startsWith("KUBELESS-401 ");
  }

  @Test
  void aFieldOfAnotherManagerRemainsAConflictAfterAnUndoneRollout() {
    cluster.deploy(cluster.function());
    cluster.deploy(other(cluster.function()));
    undo();
    cluster.store.write(
        ApiResource.DEPLOYMENT,
        "hello",
        Map.of(
            "metadata",
            Map.of("annotations", Map.of(Names.CHANGE_CAUSE, "undone by bob")),
            "spec",
            Map.of("strategy", Map.of("type", "Recreate"))),
        "bob");
    assertThat(ClusterFixture.problem(() -> cluster.deploy(other(cluster.function()))))
        .contains(".spec.strategy.type was set by bob")
        .contains(".metadata.annotations.kubernetes.io/change-cause was set by bob")
        .doesNotContain("kubectl");
  }

  @Test
  void aRestartWithKubectlIsKept() {
    cluster.deploy(cluster.function());
    patch(
        "kubectl-rollout",
        Map.of(
            "metadata", Map.of("annotations", Map.of("kubectl.kubernetes.io/restartedAt", "now"))));
    assertThat(cluster.deploy(cluster.function()).unchanged()).isTrue();
  }

  @Test
  void replicasCanBeSetAgainAfterAnAutoscaler() {
    cluster.deploy(cluster.function("replicas: 2"));
    cluster.deploy(cluster.function("autoscaling: {min: 2, max: 4}"));
    assertThat(deployment().at("/spec/replicas").asInt()).isEqualTo(2);

    assertThat(cluster.deploy(cluster.function("replicas: 3")).ready()).isEqualTo("3/3");
    assertThat(cluster.store.names()).noneMatch(name -> name.startsWith("HorizontalPodAutoscaler"));
    assertThat(cluster.deploy(cluster.function("replicas: 3")).unchanged()).isTrue();
  }

  @Test
  void anAutoscalerThatScaledIsDeletedBeforeItsNumberIsReplaced() {
    cluster.deploy(cluster.function("autoscaling: {min: 1, max: 4}"));
    cluster.store.write(
        ApiResource.DEPLOYMENT,
        "hello",
        Map.of("spec", Map.of("replicas", 4)),
        "kube-controller-manager/scale");

    Deployed deployed = cluster.deploy(cluster.function("replicas: 3"));

    assertThat(deployed.ready()).isEqualTo("3/3");
    assertThat(cluster.server.writes())
        .containsSubsequence("DELETE horizontalpodautoscalers/hello", "PATCH deployments/hello");
  }

  @Test
  void aFunctionThatIsScaledToZeroIsDeployedWithoutPodsAndIsReady() {
    String[] lag = {
      "autoscaling: {min: 0, max: 4}",
      "triggers: [{kafka: {topic: orders, servers: 'kafka:9092', sasl: login, lag: 10}}]"
    };
    cluster.store.write(ApiResource.SECRET, "login", Map.of(), "admin");
    cluster.deploy(cluster.function("replicas: 2"));
    assertThat(lines(cluster.deploy(cluster.function(lag))))
        .contains("+ TriggerAuthentication hello.kafka.orders", "+ ScaledObject hello");
    assertThat(deployment().at("/spec/replicas").asInt()).isEqualTo(2);
    cluster.store.write(
        ApiResource.DEPLOYMENT, "hello", Map.of("spec", Map.of("replicas", 0)), "keda");

    assertThat(cluster.deploy(other(cluster.function(lag))).ready()).isEqualTo("0/0");
    assertThat(deployment().at("/spec/replicas").asInt()).isZero();
    assertThat(container(deployment()).path("image").asText())
        .endsWith(ClusterFixture.OTHER_DIGEST);
    assertThat(cluster.deploy(other(cluster.function(lag))).unchanged()).isTrue();
  }

  @Test
  void anAutoscalerOfAnotherKindIsDeletedBeforeItsSuccessorIsApplied() {
    String trigger = "triggers: [{kafka: {topic: orders, servers: 'kafka:9092', lag: 10}}]";
    cluster.deploy(cluster.function("autoscaling: {max: 4, by: cpu}"));
    cluster.store.remove(ApiResource.CONFIG_MAP, "hello-deployed"); // the record is not necessary
    cluster.deploy(cluster.function("autoscaling: {max: 4}", trigger));
    assertThat(cluster.server.writes())
        .containsSubsequence("DELETE horizontalpodautoscalers/hello", "PATCH scaledobjects/hello");

    cluster.deploy(cluster.function("autoscaling: {max: 4, by: cpu}"));
    assertThat(cluster.server.writes())
        .containsSubsequence(
            "PATCH scaledobjects/hello",
            "DELETE scaledobjects/hello",
            "PATCH horizontalpodautoscalers/hello");
  }

  @Test
  void aScaledObjectIsDeletedBeforeItsNumberIsReplaced() {
    cluster.deploy(
        cluster.function(
            "autoscaling: {max: 4}",
            "triggers: [{kafka: {topic: orders, servers: 'kafka:9092', lag: 10}}]"));
    cluster.store.write(
        ApiResource.DEPLOYMENT, "hello", Map.of("spec", Map.of("replicas", 4)), "keda/scale");
    cluster.store.write(
        ApiResource.HORIZONTAL_POD_AUTOSCALER,
        "keda-hpa-hello", // which the garbage collector deletes later
        Map.of(
            "metadata",
            Map.of("ownerReferences", List.of(Map.of("kind", "ScaledObject", "name", "hello"))),
            "spec",
            Map.of("scaleTargetRef", Map.of("kind", "Deployment", "name", "hello"))),
        "keda");
    Deployed deployed = cluster.deploy(cluster.function("replicas: 3"));

    assertThat(deployed.ready()).isEqualTo("3/3");
    assertThat(cluster.server.writes())
        .containsSubsequence("DELETE scaledobjects/hello", "PATCH deployments/hello");
  }

  @Test
  void theNumberOfAnotherAutoscalerIsAConflict() {
    cluster.deploy(cluster.function());
    cluster.store.write(
        ApiResource.HORIZONTAL_POD_AUTOSCALER,
        "theirs",
        Map.of("spec", Map.of("scaleTargetRef", Map.of("kind", "Deployment", "name", "hello"))),
        "bob");
    cluster.store.write(
        ApiResource.DEPLOYMENT,
        "hello",
        Map.of("spec", Map.of("replicas", 4)),
        "kube-controller-manager/scale");
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function("replicas: 3"))))
        .contains(
            ".spec.replicas was set by kube-controller-manager to 4; this deployment sets it to 3");
  }

  @Test
  void aSwitchToATargetThatTheClusterDoesNotServeDeletesNothing() {
    cluster.deploy(cluster.function());
    cluster.store.write(
        ApiResource.POD,
        "kubeless-controller-manager",
        Map.of("metadata", Map.of("labels", Map.of("kubeless", "controller"))),
        "kubelet");
    cluster.store.unserve("functions");
    List<String> before = cluster.store.names();

    assertThat(
            ClusterFixture.problem(
                () -> cluster.deploy(cluster.function(), Target.KUBELESS, SWITCH)))
        .startsWith("KUBELESS-407 Function hello is rejected\n");
    assertThat(cluster.store.names()).isEqualTo(before);
  }

  @Test
  void aSwitchToATargetThatNoControllerServesDeletesNothing() {
    cluster.deploy(cluster.function());
    List<String> before = cluster.store.names();

    assertThat(
            ClusterFixture.problem(
                () -> cluster.deploy(cluster.function(), Target.KUBELESS, SWITCH)))
        .startsWith("KUBELESS-416 The Kubeless controller is not running on this cluster\n");
    assertThat(cluster.store.names()).isEqualTo(before);
  }

  @Test
  void aSwitchWithoutTheLockDeletesNothing() {
    cluster.deploy(cluster.function());
    cluster.server.next("POST .*/leases", FakeApiServer.answer(403, "User cannot create leases"));
    List<String> before = cluster.store.names();

    assertThat(
            ClusterFixture.problem(
                () -> cluster.deploy(cluster.function(), Target.KUBELESS, SWITCH)))
        .startsWith("KUBELESS-107 ");
    assertThat(cluster.store.names()).isEqualTo(before);
  }

  @Test
  void aSwitchFromKubelessReplacesTheObjectsOfItsController() {
    FakeKubelessController.on(cluster.store);
    cluster.deploy(cluster.function("config: {a: b}"), Target.KUBELESS, PLAIN);
    assertThat(cluster.store.names()).contains("Function/hello", "Deployment/hello");
    cluster.server.next(
        "PATCH .*/deployments/hello.*dryRun",
        FakeApiServer.answer(422, "spec.selector: Invalid value: field is immutable"));

    Deployed switched = deploy(cluster.function("config: {a: b}"), SWITCH);

    assertThat(lines(switched)).contains("+ Deployment hello", "- Function hello");
    assertThat(cluster.store.names()).contains("Deployment/hello").doesNotContain("Function/hello");
    assertThat(deployment().path("metadata").path("ownerReferences").isMissingNode()).isTrue();
    assertThat(recorded().path("target").asText()).isEqualTo("kubernetes");
  }

  private static void runKubeless(ClusterFixture cluster) {
    cluster.store.write(
        ApiResource.POD,
        "kubeless-controller",
        Map.of("metadata", Map.of("labels", Map.of("kubeless", "controller"))),
        "test");
  }

  @Test
  void aTriggerOfKubelessIsAppliedAfterItsControllerHasCreatedTheService() {
    FakeKubelessController.on(cluster.store);
    runKubeless(cluster);
    cluster.server.next("GET .*/services/hello", FakeApiServer.answer(404, "not yet"));
    Function function = cluster.function("triggers: [{kafka: {topic: orders}}]");

    cluster.deploy(function, Target.KUBELESS, PLAIN);

    assertThat(
            cluster.server.requests().stream()
                .filter(each -> each.matches(".*/(functions|services|kafkatriggers)/hello.*"))
                .filter(each -> !each.contains("dryRun"))
                .map(each -> each.replaceAll("(\\w+) .*/(\\w+)/.*", "$1 $2"))
                .toList())
        .containsSubsequence(
            "PATCH functions", "GET services", "GET services", "PATCH kafkatriggers");
  }

  @Test
  void aTriggerOfKubelessIsNotAppliedIfNoServiceIsCreated() throws IOException {
    try (ClusterFixture broken =
        ClusterFixture.withoutControllers(directory, new FakeTime().timing())) {
      runKubeless(broken);
      Function function = broken.function("triggers: [{kafka: {topic: orders}}]");
      assertThat(ClusterFixture.problem(() -> broken.deploy(function, Target.KUBELESS, PLAIN)))
          .isEqualTo(
              """
              KUBELESS-416 No Service was created for the Function hello
                where: namespace team
                why:   the Kubeless controller does not seem to be running, and a trigger without a Service is ignored
                do:    see the log of the controller, or deploy native objects: target=kubernetes switchTarget""");
      assertThat(broken.store.names()).doesNotContain("KafkaTrigger/hello.orders");
    }
  }

  @Test
  void aRestartReplacesThePodsOfBothTargets() {
    FakeKubelessController.on(cluster.store);
    cluster.deploy(cluster.function(), Target.KUBELESS, PLAIN);
    String before = FakeDeploymentController.hash(deployment());

    assertThat(cluster.deploy(cluster.function(), Target.KUBELESS, RESTART).ready())
        .isEqualTo("1/1");
    assertThat(FakeDeploymentController.hash(deployment())).isNotEqualTo(before);
    assertThat(
            deployment()
                .at("/spec/template/metadata/annotations/kubeless.io~1restarted-at")
                .asText())
        .isNotEmpty();
  }

  @Test
  void aConnectionThatBreaksDuringAWriteLeavesNoLockAndTheNextDeploymentContinues() {
    for (int attempt = 1; attempt <= 4; attempt++) {
      cluster.server.next("PATCH .*/services/hello\\?(?!.*dryRun)", FakeApiServer.reset());
    }
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .startsWith("KUBELESS-106 ");
    assertThat(cluster.store.find(ApiResource.LEASE, "hello-deployed")).isEmpty();
    assertThat(lines(cluster.deploy(cluster.function())))
        .containsExactly("= ServiceAccount hello", "+ Service hello", "+ Deployment hello");
  }

  @Test
  void aDeploymentThatHasLostItsLockWritesNothingMore() {
    DeploymentLock lock =
        new DeploymentLock(cluster.api(), "hello", Duration.ofSeconds(1), cluster.log::add);
    assertThat(DeploymentLockTest.taken(lock)).isTrue();
    cluster.store.write(
        ApiResource.LEASE,
        "hello-deployed",
        Map.of("spec", Map.of("holderIdentity", "alice@laptop/1")),
        "alice");
    DeploymentLockTest.await(() -> DeploymentLockTest.refused(lock));
    List<String> before = cluster.server.writesBesideLeases();
    Function function = cluster.function();
    LockedDeployment deployment =
        new LockedDeployment(
            cluster.api(),
            PLAIN,
            lock,
            cluster.log::add,
            Revision.of(
                function,
                Target.KUBERNETES,
                ClusterFixture.manifests(function, Target.KUBERNETES),
                Optional.empty()));

    assertThat(ClusterFixture.problem(deployment::start))
        .startsWith("KUBELESS-406 The lock of this deployment was lost\n");
    assertThat(cluster.server.writesBesideLeases()).isEqualTo(before);
  }

  @Test
  void aLockThatAKilledProcessHasLeftIsReleasedAlthoughNothingDiffers() {
    cluster.deploy(cluster.function());
    Map<String, Object> left =
        Map.of("holderIdentity", "alice@laptop/1", "leaseDurationSeconds", 1);
    cluster.store.write(ApiResource.LEASE, "hello-deployed", Map.of("spec", left), "somebody");

    assertThat(cluster.deploy(cluster.function()).unchanged()).isTrue();

    assertThat(cluster.store.find(ApiResource.LEASE, "hello-deployed")).isEmpty();
    assertThat(recorded().path("revision").asText()).isEqualTo("1");
  }

  @Test
  void podsThatWouldBeRefusedAreReportedBeforeTheFirstObjectIsWritten() {
    cluster.server.next(
        "POST .*/pods\\?.*dryRun", FakeApiServer.answer(403, "exceeded quota: small"));
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .startsWith("KUBELESS-414 The pods of Deployment hello would be refused\n");
    assertThat(cluster.server.writes())
        .containsExactly("POST leases", "DELETE leases/hello-deployed");
  }

  @Test
  void whoMayNotTryAPodMayDeploy() {
    cluster.server.next(
        "POST .*/pods\\?.*dryRun",
        FakeApiServer.answer(403, "User \"bob\" cannot create resource \"pods\""));
    assertThat(cluster.deploy(cluster.function()).ready()).isEqualTo("1/1");
  }

  @Test
  void everythingThatIsRefusedIsReportedTogether() {
    cluster.server.next("PATCH .*/services/hello.*dryRun", FakeApiServer.answer(422, "no port"));
    cluster.server.next(
        "PATCH .*/deployments/hello.*dryRun", FakeApiServer.answer(422, "no such field"));
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .contains("KUBELESS-402 Service hello is rejected\n", "no port")
        .contains("KUBELESS-402 Deployment hello is rejected\n", "no such field");
  }

  /** Refuses an Ingress while another one exists, as the webhook of ingress-nginx does. */
  private void refuseWhile(String other, int more) {
    AtomicInteger late = new AtomicInteger(more); // its cache is updated some time after a deletion
    cluster.server.always(
        "PATCH .*/ingresses/hello\\?",
        request -> {
          boolean there = cluster.store.find(ApiResource.INGRESS, other).isPresent();
          boolean cached = !request.line().contains("dryRun") && late.getAndDecrement() > 0;
          if (there || cached) {
            FakeApiServer.answer(
                    400,
                    "admission webhook \"validate.nginx.ingress.kubernetes.io\" denied the request:"
                        + " host \"_\" and path \"/b\" is already defined in ingress team/"
                        + other)
                .happen(request);
          }
          return there || cached;
        });
  }

  @Test
  void anIngressOfAnOlderNameIsDeletedWhereTheNewOneIsRefusedForIt() {
    cluster.deploy(cluster.function("triggers: [{http: {path: /a}}]"));
    JsonNode old = cluster.store.find(ApiResource.INGRESS, "hello").orElseThrow();
    cluster.store.write(
        ApiResource.INGRESS,
        "hello-2",
        Map.of("metadata", Map.of("labels", old.path("metadata").path("labels"))),
        Names.MANAGER);
    refuseWhile("hello-2", 2);

    Deployed deployed =
        cluster.deploy(cluster.function("triggers: [{http: {path: /a}}, {http: {path: /b}}]"));

    assertThat(lines(deployed)).contains("~ Ingress hello", "- Ingress hello-2");
    assertThat(cluster.store.find(ApiResource.INGRESS, "hello-2")).isEmpty();
    assertThat(cluster.store.find(ApiResource.INGRESS, "hello").orElseThrow().toString())
        .contains("\"path\":\"/b\"");
  }

  @Test
  void anIngressOfAnotherOwnerIsNotDeletedIfItPreventsTheNewOne() {
    cluster.store.write(
        ApiResource.INGRESS,
        "stranger",
        Map.of("metadata", Map.of("labels", Map.of("app", "shop"))),
        "kubectl");
    refuseWhile("stranger", 0);

    assertThat(
            ClusterFixture.problem(
                () -> cluster.deploy(cluster.function("triggers: [{http: {path: /b}}]"))))
        .contains("Ingress hello is rejected", "is already defined in ingress team/stranger");
    assertThat(cluster.store.find(ApiResource.INGRESS, "stranger")).isPresent();
    assertThat(cluster.store.find(ApiResource.DEPLOYMENT, "hello")).isEmpty();
  }
}
