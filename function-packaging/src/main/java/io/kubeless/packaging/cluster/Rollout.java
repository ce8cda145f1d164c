package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Waits until the pods of a function are ready, or says why they never will be.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status">
 *     Deployment status</a>
 */
final class Rollout {
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String HASH = "pod-template-hash";
  private static final long PERIOD_MILLIS = 400;

  private final KubernetesApi api;
  private final Function function;
  private final Target target;
  private final Consumer<String> log;
  private String lastState = "";

  Rollout(KubernetesApi api, Function function, Target target, Consumer<String> log) {
    this.api = api;
    this.function = function;
    this.target = target;
    this.log = log;
  }

  /** Returns ready and wanted pods, such as {@code 1/1}. */
  String await(Duration patience) throws ApiFailure {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<JsonNode> deployment = api.get(ApiResource.DEPLOYMENT, function.name());
      if (deployment.isPresent()) {
        int wanted = deployment.get().path("spec").path("replicas").asInt(1);
        if (complete(deployment.get(), wanted)) {
          return wanted + "/" + wanted;
        }
        diagnose(deployment.get());
      }
      if (System.nanoTime() > end) {
        throw new ProblemException(late(deployment, patience));
      }
      Pause.millis(PERIOD_MILLIS);
    }
  }

  private static boolean complete(JsonNode deployment, int wanted) {
    JsonNode status = deployment.path("status");
    return status.path("observedGeneration").asLong()
            >= deployment.path("metadata").path("generation").asLong()
        && status.path("updatedReplicas").asInt() == wanted
        && status.path("availableReplicas").asInt() == wanted
        && status.path("replicas").asInt() == wanted;
  }

  private void diagnose(JsonNode deployment) throws ApiFailure {
    JsonNode status = deployment.path("status");
    if (status.path("observedGeneration").asLong()
        < deployment.path("metadata").path("generation").asLong()) {
      return;
    }
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("ReplicaFailure")
          && condition.path("status").asText().equals("True")) {
        String message = condition.path("message").asText();
        throw failed(
            Problem.around(
                message.contains("exceeded quota") ? 414 : 402,
                "The pods of " + function.name() + " are refused",
                "Deployment/" + function.name() + " in " + api.connection().namespace(),
                message,
                message.contains("exceeded quota")
                    ? "ask for more, or lower memory, cpu or replicas of the function"
                    : "see which rule of the cluster refused them"),
            status);
      }
    }
    PodDiagnosis diagnosis = new PodDiagnosis(api, function.name(), function.image().reference());
    String state = "";
    for (JsonNode pod : newest(deployment)) {
      Optional<Problem> problem = diagnosis.of(pod);
      if (problem.isPresent()) {
        throw failed(problem.get(), status);
      }
      state = state(pod);
    }
    if (!state.equals(lastState) && !state.isEmpty()) {
      log.accept("waiting   " + state);
    }
    lastState = state;
  }

  /** Returns the pods of the revision that is rolled out. */
  private Iterable<JsonNode> newest(JsonNode deployment) throws ApiFailure {
    String selector = "created-by=kubeless,function=" + function.name();
    String revision = deployment.path("metadata").path("annotations").path(REVISION).asText();
    for (JsonNode set : api.list(ApiResource.REPLICA_SET, selector)) {
      JsonNode metadata = set.path("metadata");
      if (metadata.path("annotations").path(REVISION).asText().equals(revision)) {
        return api.list(
            ApiResource.POD,
            selector + "," + HASH + "=" + metadata.path("labels").path(HASH).asText());
      }
    }
    return java.util.List.of();
  }

  private static String state(JsonNode pod) {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("status").asText().equals("False")) {
        return "no node takes the pod: " + condition.path("message").asText();
      }
    }
    for (JsonNode container : pod.path("status").path("containerStatuses")) {
      String waiting = container.path("state").path("waiting").path("reason").asText();
      if (!waiting.isEmpty()) {
        return "the pod is " + waiting;
      }
      if (container.path("state").has("running")) {
        return "the pod runs and is not ready yet";
      }
    }
    return "";
  }

  private Problem late(Optional<JsonNode> deployment, Duration patience) {
    boolean served = deployment.isPresent() || target == Target.KUBERNETES;
    return Problem.around(
        served ? 415 : 416,
        served
            ? "The function "
                + function.name()
                + " is not ready after "
                + patience.toSeconds()
                + " s"
            : "Nothing makes a Deployment of the Function " + function.name(),
        "namespace " + api.connection().namespace(),
        served
            ? (lastState.isEmpty() ? "the rollout has not ended" : lastState)
            : "no controller of Kubeless seems to serve this cluster",
        served
            ? "kubectl describe deployment "
                + function.name()
                + ", or wait longer: -Dkubeless.wait=600"
            : "deploy native objects: -Dkubeless.target=kubernetes -Dkubeless.switchTarget");
  }

  /** Adds whether callers still have the version before. */
  private ProblemException failed(Problem problem, JsonNode status) {
    int available = status.path("availableReplicas").asInt();
    String suffix =
        available > 0
            ? "\nthe version before still answers with "
                + available
                + (available > 1 ? " pods" : " pod")
            : "";
    return new ProblemException(
        new Problem(
            problem.code(),
            problem.reader(),
            problem.what(),
            problem.where(),
            problem.why() + suffix,
            problem.remedy()));
  }
}
