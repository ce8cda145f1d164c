package io.kubeless.packaging.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reasons that the status of a pod gives for a function that does not become ready. */
class PodDiagnosisTest {
  private static final String IMAGE = "registry.acme.com:4010/team/hello@sha256:403a401b";

  @TempDir Path directory;

  private ClusterFixture cluster;
  private PodDiagnosis diagnosis;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.withoutControllers(directory);
    diagnosis = new PodDiagnosis(cluster.api(), "hello", IMAGE);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** Returns a pod with the states of its containers, each {@code name: state} in JSON. */
  private static JsonNode pod(String... containers) {
    return podOf("", containers);
  }

  private static JsonNode podOf(String initContainers, String... containers) {
    ObjectNode pod =
        (ObjectNode)
            ApiJson.read(
                """
                {"metadata": {"name": "hello-1"},
                 "spec": {"containers": [
                   {"name": "hello", "startupProbe": {"periodSeconds": 1, "failureThreshold": 60}}]}}
                """);
    ObjectNode status = pod.putObject("status");
    status.set("initContainerStatuses", ApiJson.read("[" + initContainers + "]"));
    status.set("containerStatuses", ApiJson.read("[" + String.join(",", containers) + "]"));
    if (containers.length > 1) {
      pod.withArray("/spec/containers").addObject().put("name", "sidecar");
    }
    return pod;
  }

  private static String waiting(String reason, String message) {
    return """
        {"name": "hello", "ready": false, "state": {"waiting": {"reason": "%s", "message": "%s"}}}
        """
        .formatted(reason, message);
  }

  private static String ended(int restarts, int code, String reason, String message) {
    return """
        {"name": "hello", "ready": false, "restartCount": %d,
         "state": {"terminated": {"exitCode": %d, "reason": "%s", "message": "%s"}}}
        """
        .formatted(restarts, code, reason, message);
  }

  private static String running(String name, int restarts) {
    return """
        {"name": "%s", "ready": false, "restartCount": %d, "state": {"running": {}},
         "lastState": {"terminated": {"exitCode": 70, "reason": "Error", "message": "no database"}}}
        """
        .formatted(name, restarts);
  }

  private Optional<String> of(JsonNode pod) throws IOException {
    return diagnosis.of(pod).map(Problem::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "401 Unauthorized",
        "unexpected status: 403 Forbidden",
        "pull access denied, repository does not exist or may require authorization",
        "no basic auth credentials",
        "unauthorized: authentication required"
      })
  void aMissingLoginIsReportedWithTheCommandThatCreatesTheSecret(String message)
      throws IOException {
    assertThat(of(pod(waiting("ErrImagePull", message))))
        .contains(
            """
            KUBELESS-411 The function hello cannot pull its image
              where: Pod/hello-1 in team
              why:   ErrImagePull: %s
              do:    kubectl create secret docker-registry regcred -n team --docker-server=registry.acme.com:4010 --docker-username=<name> --docker-password=<token>, and imagePullSecrets: [regcred]"""
                .formatted(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.acme.com:4010/team/hello@sha256:403a401b: not found",
        "failed to resolve reference registry.acme.com/team/hello:401: manifest unknown",
        "registry.acme.com/denied/hello:1: not found"
      })
  void digitsOfADigestAPortOrATagAreNotAStatus(String message) throws IOException {
    assertThat(of(pod(waiting("ErrImagePull", message))))
        .get()
        .asString()
        .endsWith(
            "do:    check that the nodes can reach registry.acme.com:4010 under that name, and that the"
                + " image exists");
  }

  @Test
  void aPullThatMaySucceedIsReportedWhenTheSecondAttemptHasFailed() throws IOException {
    String timeout = waiting("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout");
    assertThat(of(pod(timeout))).isEmpty();
    assertThat(of(pod(timeout))).isEmpty();
    assertThat(of(pod(waiting("ImagePullBackOff", "Back-off pulling image")))).isEmpty();
    assertThat(of(pod(timeout))).get().asString().contains("i/o timeout");
  }

  @Test
  void aFirstCrashIsNotFinalBecauseTheKubeletTriesAgain() throws IOException {
    assertThat(of(pod(ended(0, 70, "Error", "no database")))).isEmpty();
    assertThat(of(pod(running("hello", 1)))).isEmpty();
    assertThat(PodDiagnosis.state(pod(running("hello", 1))))
        .hasToString("the pod was restarted and is not ready yet");
    assertThat(of(pod(ended(1, 70, "Error", "no database"))))
        .contains(
            """
            KUBELESS-412 The function hello cannot start
              where: Pod/hello-1 in team
              why:   no database (restarted)
              do:    kubectl logs hello-1 -n team --previous shows its log; goal run starts the function on this machine""");
  }

  @Test
  void aCrashLoopIsFinal() throws IOException {
    String loop =
        running("hello", 1)
            .replace("\"running\": {}", "\"waiting\": {\"reason\": \"CrashLoopBackOff\"}");
    assertThat(of(pod(loop))).get().asString().contains("no database");
  }

  @Test
  void whatTheNextAttemptCannotChangeIsFinalAtOnce() throws IOException {
    assertThat(of(pod(ended(0, 78, "Error", "FUNC_PORT is not a number")))).isPresent();
    assertThat(of(pod(ended(0, 3, "Error", ""))))
        .get()
        .asString()
        .contains("the Java heap is full: exit code 3");
    assertThat(of(pod(ended(0, 137, "OOMKilled", ""))))
        .get()
        .asString()
        .startsWith("KUBELESS-413 The function hello ran out of memory\n");
  }

  @Test
  void aClassFileThatIsTooNewIsAnsweredWithTheBaseImage() throws IOException {
    assertThat(
            of(
                pod(
                    ended(
                        1, 78, "Error", "java.lang.UnsupportedClassVersionError: com/acme/Hello"))))
        .get()
        .asString()
        .endsWith(
            "do:    compile for the Java version of the base image, or choose a newer base image:"
                + " image.base");
  }

  @Test
  void aStartThatTakesLongerThanItsProbeAllowsIsReportedAsSuch() throws IOException {
    String late =
        ended(1, 143, "Error", "")
            .replace(
                "\"message\": \"\"",
                "\"startedAt\": \"2026-01-01T00:00:00Z\", \"finishedAt\": \"2026-01-01T00:01:01Z\"");
    assertThat(of(pod(late)))
        .get()
        .asString()
        .contains("why:   it was not ready within 60 s, and the kubelet stopped it")
        .contains("do:    make onStart faster, or raise startupProbe.failureThreshold");
  }

  @Test
  void aSilentEndIsReportedWithTheLastLinesOfItsLog() throws IOException {
    cluster.server.next(
        "GET .*/pods/hello-1/log.*previous=true",
        request -> {
          request.answer(200, "Error: no such file\n");
          return true;
        });
    assertThat(of(pod(ended(1, 1, "Error", ""))))
        .get()
        .asString()
        .contains("why:   Error, exit code 1\n         Error: no such file\n");
  }

  @Test
  void theEndOfASidecarIsNotReportedAsTheFunctions() throws IOException {
    String ready = "{\"name\": \"hello\", \"ready\": true, \"state\": {\"running\": {}}}";
    String sidecar = ended(1, 3, "Error", "no upstream").replace("\"hello\"", "\"sidecar\"");
    assertThat(of(pod(ready, sidecar)))
        .contains(
            """
            KUBELESS-412 The function hello cannot start
              where: Pod/hello-1 in team
              why:   container sidecar: no upstream (restarted)
              do:    kubectl logs hello-1 -n team -c sidecar --previous shows its log""");
  }

  @Test
  void anInitContainerThatFailsIsReported() throws IOException {
    String init = ended(1, 1, "Error", "no schema").replace("\"hello\"", "\"migrate\"");
    String blocked = waiting("PodInitializing", "");
    assertThat(of(podOf(init, blocked))).get().asString().contains("container migrate: no schema");
    assertThat(
            of(
                podOf(
                    "{\"name\": \"migrate\", \"ready\": true, \"restartCount\": 2,"
                        + " \"state\": {\"terminated\": {\"exitCode\": 0}}}",
                    blocked)))
        .isEmpty();
  }

  @Test
  void whatThePodWaitsForIsNamed() {
    assertThat(PodDiagnosis.state(pod(waiting("ContainerCreating", ""))))
        .hasToString("the pod is ContainerCreating");
    ObjectNode pending = (ObjectNode) pod();
    pending.set(
        "status",
        ApiJson.read(
            """
            {"conditions": [{"type": "PodScheduled", "status": "False", "message": "0/1 nodes"}]}
            """));
    assertThat(PodDiagnosis.state(pending)).hasToString("no node takes the pod: 0/1 nodes");
    assertThat(PodDiagnosis.state(pod()).isEmpty()).isTrue();
  }
}
