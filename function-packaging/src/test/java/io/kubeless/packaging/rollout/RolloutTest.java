package io.kubeless.packaging.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeDeploymentController;
import io.kubeless.packaging.cluster.FakeKubelessController;
import io.kubeless.packaging.cluster.Timing;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Wording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conditions under which a function is ready, and the reports if it does not become ready. */
class RolloutTest {
  private static final DeployOptions PLAIN =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(20));
  private static final DeployOptions IMPATIENT =
      new DeployOptions(false, false, false, false, Duration.ofMillis(1));

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

  private String problem(DeployOptions options, Target target) {
    return ClusterFixture.problem(() -> cluster.deploy(cluster.function(), target, options));
  }

  /**
   * Adds these pods to the endpoints of the Service when the endpoints are read for the first time.
   */
  private void routeFirst(String... pods) {
    cluster.server.next(
        "GET .*/endpointslices",
        FakeApiServer.first(
            () -> FakeDeploymentController.endpoints(cluster.store, "hello", List.of(pods))));
  }

  private String pod() {
    return cluster.store.names().stream()
        .filter(name -> name.startsWith("Pod/hello-"))
        .findFirst()
        .orElseThrow()
        .substring(4);
  }

  @Test
  void aFunctionIsNotReadyWhileItsServiceRoutesToAnOldPod() {
    cluster.deploy(cluster.function());
    routeFirst(pod(), "hello-old-1");
    cluster.server.next(
        "GET .*/endpointslices",
        request -> {
          cluster.server.next(
              "GET .*/endpointslices",
              FakeApiServer.first(
                  () ->
                      FakeDeploymentController.endpoints(cluster.store, "hello", List.of(pod()))));
          return false;
        });
    cluster.log.clear();

    assertThat(cluster.deploy(cluster.function()).ready()).isEqualTo("1/1");
    assertThat(cluster.log)
        .containsExactly(
            "apply     ServiceAccount Service Deployment =",
            "waiting   the Service still routes to other pods, or to none");
  }

  @Test
  void aFunctionIsNotReadyBeforeItsServiceRoutesToIt() {
    cluster.deploy(cluster.function());
    routeFirst();
    assertThat(problem(IMPATIENT, Target.KUBERNETES))
        .isEqualTo(
            """
            KUBELESS-415 The function hello is not ready after 0 s
              where: namespace team
              why:   the Service still routes to other pods, or to none
              do:    kubectl describe deployment hello -n team, or wait longer: wait=600""");
  }

  private void listEndingPod() {
    cluster.store.write(
        ApiResource.ENDPOINT_SLICE,
        "hello-ending",
        Map.of(
            "metadata",
            Map.of("labels", Map.of("kubernetes.io/service-name", "hello")),
            "endpoints",
            List.of(
                Map.of(
                    "conditions", Map.of("ready", false, "serving", true, "terminating", true),
                    "targetRef", Map.of("kind", "Pod", "name", "hello-old-1")))),
        "kube-controller-manager");
  }

  @Test
  void aFunctionIsNotReadyWhileAPodThatEndsMayStillAnswer() {
    cluster.deploy(cluster.function());
    listEndingPod();
    assertThat(problem(IMPATIENT, Target.KUBERNETES)).startsWith("KUBELESS-415 ");
  }

  @Test
  void aPodThatEndsItsLastCallsIsNotAwaitedWhenItHasStoppedToListen() throws ApiFailure {
    cluster.deploy(cluster.function());
    listEndingPod();
    Rollout rollout =
        new Rollout(
            cluster.api(),
            "hello",
            cluster.function().image().reference(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            cluster.log::add);
    Optional<String> ready = rollout.observe();
    assertThat(ready).isEmpty();
    while (ready.isEmpty()) {
      Timing.system().sleep(Duration.ofMillis(50));
      ready = rollout.observe();
    }
    assertThat(ready).contains("1/1");
  }

  @Test
  void whoMayNotListEndpointSlicesReliesOnTheDeployment() {
    cluster.server.always("GET .*/endpointslices", FakeApiServer.answer(403, "is forbidden"));
    assertThat(cluster.deploy(cluster.function()).ready()).isEqualTo("1/1");
  }

  @Test
  void aFunctionOfKubelessIsNotReadyBeforeItsControllerHasUpdatedTheDeployment() {
    FakeKubelessController.on(cluster.store);
    cluster.deploy(cluster.function(), Target.KUBELESS, PLAIN);
    cluster.server.next(
        "PATCH .*/functions/hello\\?(?!.*dryRun)",
        request -> {
          // the object is stored, but the controller has not processed it yet
          request.answer(200, "{}");
          return true;
        });
    assertThat(
            ClusterFixture.problem(
                () ->
                    cluster.deploy(
                        cluster.function("env: {NEW: '1'}"), Target.KUBELESS, IMPATIENT)))
        .isEqualTo(
            """
            KUBELESS-416 The Deployment hello was not updated to the Function
              where: namespace team
              why:   the Kubeless controller does not seem to be running
              do:    deploy native objects: target=kubernetes switchTarget""");
  }

  @Test
  void aFunctionThatNoControllerServesIsReported() {
    assertThat(problem(IMPATIENT, Target.KUBELESS))
        .startsWith("KUBELESS-416 No Deployment was created for the Function hello\n");
  }

  /** Starts a cluster whose pods are refused, beside those of the previous version. */
  private ClusterFixture refusing(int available, String message) throws IOException {
    ClusterFixture idle = ClusterFixture.withoutControllers(directory);
    Map<String, Object> status =
        Map.of(
            "observedGeneration",
            1,
            "replicas",
            available,
            "availableReplicas",
            available,
            "conditions",
            List.of(Map.of("type", "ReplicaFailure", "status", "True", "message", message)));
    idle.store.controller(
        object -> {
          if (object.path("kind").asText().equals("Deployment")) {
            idle.store.status(ApiResource.DEPLOYMENT, "hello", status);
          }
        });
    return idle;
  }

  @Test
  void aFailureIsReportedWithTheNumberOfPodsThatStillAnswer() throws IOException {
    try (ClusterFixture idle = refusing(2, "no host ports")) {
      assertThat(ClusterFixture.problem(() -> idle.deploy(idle.function())))
          .contains(
              "why:   no host ports\n"
                  + "         the previous version still answers, with 2 pods\n");
    }
  }

  @Test
  void podsThatAreRefusedAreReportedWithTheRule() throws IOException {
    try (ClusterFixture idle = refusing(0, "exceeded quota: small")) {
      assertThat(ClusterFixture.problem(() -> idle.deploy(idle.function())))
          .isEqualTo(
              """
              KUBELESS-414 The pods of hello are rejected
                where: Deployment/hello in team
                why:   exceeded quota: small
                       no pod is ready; Kubernetes keeps trying until you deploy again or undeploy
                do:    request a larger quota, or lower memory, cpu or replicas of the function""");
    }
  }

  @Test
  void podsOfANewFunctionAreNotTakenForThoseOfAPreviousVersion() throws IOException {
    assertThat(availability("{\"replicas\":1,\"updatedReplicas\":1,\"availableReplicas\":1}"))
        .endsWith("\nthe new version answers with fewer pods than wanted: 1");
    assertThat(availability("{\"replicas\":2,\"updatedReplicas\":1,\"availableReplicas\":1}"))
        .endsWith("\nthe previous version still answers, with 1 pod");
  }

  private static String availability(String status) throws IOException {
    Problem problem = Problem.of(ErrorCode.QUOTA_EXCEEDED, "refused").because("quota");
    return RolloutProblems.withAvailability(problem, new ObjectMapper().readTree(status))
        .why()
        .text(Wording.NEUTRAL);
  }
}
