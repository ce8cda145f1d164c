package io.kubeless.packaging.cluster;

import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Waits until the pods of a function are ready and the EndpointSlices of its Service list no other
 * pods, or reports why they never will be. A pod of the previous version that ends its last calls
 * is not waited for once it has stopped to listen.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status">
 *     Deployment status</a>
 */
final class Rollout {
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String HASH = "pod-template-hash";
  private static final long PERIOD_MILLIS = 400;

  /** How long a pod may listen after its endpoint is no longer ready, and some time to notice. */
  private static final Duration DRAIN =
      Duration.ofSeconds(RuntimeContract.DEFAULT_DRAIN_SECONDS + 2);

  private final KubernetesApi api;
  private final Function function;
  private final Optional<ServedFunction> served;
  private final Consumer<String> log;
  private final PodDiagnosis diagnosis;
  private final Duration drain;
  private final Map<String, Long> ending = new HashMap<>();
  private String lastState = "";

  /**
   * Makes a rollout.
   *
   * @param served what a controller of Kubeless has to do first; absent for native objects
   * @param log receives what the pods wait for, whenever that changes
   */
  Rollout(
      KubernetesApi api, Function function, Optional<ServedFunction> served, Consumer<String> log) {
    this(api, function, served, log, DRAIN);
  }

  Rollout(
      KubernetesApi api,
      Function function,
      Optional<ServedFunction> served,
      Consumer<String> log,
      Duration drain) {
    this.drain = drain;
    this.api = api;
    this.function = function;
    this.served = served;
    this.log = log;
    this.diagnosis = new PodDiagnosis(api, function.name(), function.image().reference());
  }

  /**
   * Waits until the live Deployment is the function's: at once for native objects.
   *
   * @throws ProblemException when no controller of Kubeless gets to it in time
   */
  void awaitServed(Duration patience) throws ApiFailure {
    long end = System.nanoTime() + patience.toNanos();
    while (served.isPresent()) {
      Optional<JsonNode> deployment = api.get(ApiResource.DEPLOYMENT, function.name());
      if (deployment.filter(served.get()::isRunBy).isPresent()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new ProblemException(unserved(deployment.isPresent()));
      }
      Pause.millis(PERIOD_MILLIS);
    }
  }

  /** Returns ready and wanted pods, such as {@code 1/1}. */
  String await(Duration patience) throws ApiFailure {
    long end = System.nanoTime() + patience.toNanos();
    awaitServed(patience);
    while (true) {
      Optional<JsonNode> deployment = api.get(ApiResource.DEPLOYMENT, function.name());
      if (deployment.isPresent()) {
        int wanted = deployment.get().path("spec").path("replicas").asInt(1);
        if (!complete(deployment.get(), wanted)) {
          diagnose(deployment.get());
        } else if (routed(deployment.get(), wanted)) {
          return wanted + "/" + wanted;
        } else {
          report("the Service lists other pods than the new ones, or none");
        }
      }
      if (System.nanoTime() > end) {
        throw new ProblemException(late(patience));
      }
      Pause.millis(PERIOD_MILLIS);
    }
  }

  private static boolean observed(JsonNode deployment) {
    return deployment.path("status").path("observedGeneration").asLong()
        >= deployment.path("metadata").path("generation").asLong();
  }

  private static boolean complete(JsonNode deployment, int wanted) {
    JsonNode status = deployment.path("status");
    return observed(deployment)
        && status.path("updatedReplicas").asInt() == wanted
        && status.path("availableReplicas").asInt() == wanted
        && status.path("replicas").asInt() == wanted;
  }

  /**
   * Returns whether the Service lists pods of the newest revision only; true when the user may not
   * list EndpointSlices.
   */
  private boolean routed(JsonNode deployment, int wanted) throws ApiFailure {
    Optional<List<JsonNode>> slices = endpointSlices();
    if (slices.isEmpty()) {
      return true;
    }
    Set<String> pods =
        newest(deployment).stream()
            .map(pod -> pod.path("metadata").path("name").asText())
            .collect(Collectors.toSet());
    int ready = 0;
    boolean others = false;
    for (JsonNode slice : slices.get()) {
      for (JsonNode endpoint : slice.path("endpoints")) {
        boolean routes = endpoint.path("conditions").path("ready").asBoolean(true);
        String pod = endpoint.path("targetRef").path("name").asText();
        others |= !pods.contains(pod) && (routes || listens(pod));
        ready += routes ? 1 : 0;
      }
    }
    return !others && (ready > 0 || wanted == 0);
  }

  /** Returns whether a pod that is not ready may answer, from when this process saw it first. */
  private boolean listens(String pod) {
    long now = System.nanoTime();
    return now - ending.computeIfAbsent(pod, each -> now) < drain.toNanos();
  }

  private Optional<List<JsonNode>> endpointSlices() throws ApiFailure {
    String selector = "kubernetes.io/service-name=" + function.name();
    try {
      return Optional.of(api.list(ApiResource.ENDPOINT_SLICE, selector));
    } catch (ApiFailure e) {
      if (e.status() == 403) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void diagnose(JsonNode deployment) throws ApiFailure {
    if (!observed(deployment)) {
      return;
    }
    JsonNode status = deployment.path("status");
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("ReplicaFailure")
          && condition.path("status").asText().equals("True")) {
        throw failed(refused(condition.path("message").asText()), status);
      }
    }
    String state = "";
    for (JsonNode pod : newest(deployment)) {
      Optional<Problem> problem = diagnosis.of(pod);
      if (problem.isPresent()) {
        throw failed(problem.get(), status);
      }
      state = PodDiagnosis.state(pod);
    }
    report(state);
  }

  private void report(String state) {
    if (!state.equals(lastState) && !state.isEmpty()) {
      log.accept("waiting   " + state);
    }
    lastState = state;
  }

  /** Returns the pods of the revision that is rolled out. */
  private List<JsonNode> newest(JsonNode deployment) throws ApiFailure {
    String selector = Names.podSelector(function.name());
    String revision = deployment.path("metadata").path("annotations").path(REVISION).asText();
    List<JsonNode> pods = new ArrayList<>();
    for (JsonNode set : api.list(ApiResource.REPLICA_SET, selector)) {
      JsonNode metadata = set.path("metadata");
      if (metadata.path("annotations").path(REVISION).asText().equals(revision)) {
        String hash = metadata.path("labels").path(HASH).asText();
        pods.addAll(api.list(ApiResource.POD, selector + "," + HASH + "=" + hash));
      }
    }
    return pods;
  }

  private Problem refused(String message) {
    boolean quota = message.contains("exceeded quota");
    return Problem.of(
            quota ? ErrorCode.QUOTA_EXCEEDED : ErrorCode.REQUEST_REJECTED,
            "The pods of %s are rejected",
            function.name())
        .at("Deployment/%s in %s", function.name(), api.connection().namespace())
        .because("%s", message)
        .remedy(
            quota
                ? Message.of(
                    "request a larger quota, or lower memory, cpu or replicas of the function")
                : Message.of("check which admission rule of the cluster rejected them"));
  }

  private Problem unserved(boolean present) {
    return Problem.of(
            ErrorCode.NO_CONTROLLER,
            "%s",
            present
                ? Message.of("The Deployment %s was not updated to the Function", function.name())
                : Message.of("No Deployment was created for the Function %s", function.name()))
        .at("namespace %s", api.connection().namespace())
        .because("the Kubeless controller does not seem to be running")
        .remedy(
            "deploy native objects: %s %s",
            setting("target", "kubernetes"), setting("switchTarget"));
  }

  private Problem late(Duration patience) {
    return Problem.of(
            ErrorCode.NOT_READY,
            "The function %s is not ready after %s s",
            function.name(),
            patience.toSeconds())
        .at("namespace %s", api.connection().namespace())
        .because(
            lastState.isEmpty()
                ? Message.of("the rollout is not complete")
                : Message.of("%s", lastState))
        .remedy(
            "kubectl describe deployment %s -n %s, or wait longer: %s",
            function.name(), api.connection().namespace(), setting("wait", "600"));
  }

  /** Adds whether callers still have the version before. */
  private ProblemException failed(Problem problem, JsonNode status) {
    int available = status.path("availableReplicas").asInt();
    Message state =
        available > 0
            ? Message.of(
                "the previous version still answers, with %s %s",
                available, available > 1 ? "pods" : "pod")
            : Message.of(
                "no pod is ready; Kubernetes keeps trying until you deploy again or undeploy");
    return new ProblemException(problem.because("%s\n%s", problem.why(), state));
  }
}
