package io.kubeless.packaging.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Observes a function until its pods are ready and the EndpointSlices of its Service contain no
 * other pods, or until it is certain that they will not become ready. A pod of the previous version
 * that finishes its last calls is not awaited after it has stopped listening.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status">
 *     Deployment status</a>
 */
public final class Rollout {
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String HASH = "pod-template-hash";

  /** The time in which a pod may listen after its endpoint is no longer ready, plus a margin. */
  public static final Duration DRAIN =
      Duration.ofSeconds(RuntimeContract.DEFAULT_DRAIN_SECONDS + 2);

  /** Replaces the pods of a Deployment. */
  public interface Restart {
    void run() throws ApiFailure;
  }

  private final KubernetesApi api;
  private final String function;
  private final Optional<ServedFunction> served;
  private final Duration patience;
  private final Consumer<String> log;
  private final PodDiagnosis diagnosis;
  private final ServiceRouting routing;
  private final RolloutProblems problems;
  private Optional<Restart> restart;
  private @Nullable Instant end;
  private Message lastState = Message.empty();

  /**
   * Creates a rollout.
   *
   * @param function name of the function
   * @param image the image of its pods, with its digest
   * @param served the Function that a controller of Kubeless has to process first; absent for
   *     native objects
   * @param restart replaces the pods when the Deployment is that of the function; absent to keep
   *     them
   * @param patience time limit of the rollout, from the first observation on
   * @param drain how long a pod may listen after its endpoint is no longer ready
   * @param log receives what the pods are waiting for, whenever it changes
   */
  public Rollout(
      KubernetesApi api,
      String function,
      String image,
      Optional<ServedFunction> served,
      Optional<Restart> restart,
      Duration patience,
      Duration drain,
      Consumer<String> log) {
    this.api = api;
    this.function = function;
    this.served = served;
    this.restart = restart;
    this.patience = patience;
    this.log = log;
    this.diagnosis = new PodDiagnosis(api, function, image);
    this.routing = new ServiceRouting(api, function, drain);
    this.problems = new RolloutProblems(function, api.connection().namespace());
  }

  /**
   * Observes the function once.
   *
   * @return ready and wanted pods, such as {@code 1/1}; empty if they are not ready yet
   * @throws ProblemException if they will never become ready, or are not ready in time
   */
  public Optional<String> observe() throws ApiFailure {
    Optional<JsonNode> deployment = api.get(ApiResource.DEPLOYMENT, function);
    if (served.isPresent() && deployment.filter(served.get()::isRunBy).isEmpty()) {
      requireTime(problems.unserved(deployment.isPresent()));
      return Optional.empty();
    }
    if (restart.isPresent()) {
      restart.get().run();
      restart = Optional.empty();
      return Optional.empty();
    }
    Optional<String> ready = deployment.isPresent() ? ready(deployment.get()) : Optional.empty();
    if (ready.isEmpty()) {
      requireTime(problems.late(patience, lastState));
    }
    return ready;
  }

  private void requireTime(Problem problem) {
    Instant now = api.timing().now();
    Instant last = end == null ? now.plus(patience) : end;
    end = last;
    if (now.isAfter(last)) {
      throw new ProblemException(problem);
    }
  }

  private Optional<String> ready(JsonNode deployment) throws ApiFailure {
    int wanted = deployment.path("spec").path("replicas").asInt(1);
    if (!complete(deployment, wanted)) {
      diagnose(deployment);
      return Optional.empty();
    }
    Set<String> pods =
        newest(deployment).stream()
            .map(pod -> pod.path("metadata").path("name").asText())
            .collect(Collectors.toSet());
    if (!routing.reachesOnly(pods, wanted)) {
      report(Message.of("the Service still routes to other pods, or to none"));
      return Optional.empty();
    }
    return Optional.of(wanted + "/" + wanted);
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

  private void diagnose(JsonNode deployment) throws ApiFailure {
    if (!observed(deployment)) {
      return;
    }
    JsonNode status = deployment.path("status");
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("ReplicaFailure")
          && condition.path("status").asText().equals("True")) {
        throw failed(problems.rejected(condition.path("message").asText()), status);
      }
    }
    Message state = Message.empty();
    for (JsonNode pod : newest(deployment)) {
      Optional<Problem> problem = diagnosis.of(pod);
      if (problem.isPresent()) {
        throw failed(problem.get(), status);
      }
      state = PodDiagnosis.state(pod);
    }
    report(state);
  }

  private static ProblemException failed(Problem problem, JsonNode status) {
    return new ProblemException(RolloutProblems.withAvailability(problem, status));
  }

  private void report(Message state) {
    if (!state.equals(lastState) && !state.isEmpty()) {
      log.accept("waiting   " + state);
    }
    lastState = state;
  }

  /** Returns the pods of the revision that is being rolled out. */
  private List<JsonNode> newest(JsonNode deployment) throws ApiFailure {
    String selector = Names.podSelector(function);
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
}
