package io.kubeless.packaging.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds the last problem of a function whose deployment nobody waits for.
 *
 * @param namespace namespace of the function
 * @param texts returns the response of the API server for a path, such as that of a pod's log;
 *     empty if it is not a success
 * @param function name of the function
 */
public record LastProblem(String namespace, UnaryOperator<String> texts, String function) {

  /** Creates an instance for the namespace of a connection. */
  public LastProblem(KubernetesApi api, String function) {
    this(api.connection().namespace(), api::text, function);
  }

  /**
   * Returns the problem.
   *
   * @param deployment the Deployment of the function; missing if there is none
   * @param pods its pods, of all revisions
   * @return what prevents pods from becoming ready, or else why a container was restarted; empty if
   *     there was no problem
   */
  public Optional<Problem> of(JsonNode deployment, List<JsonNode> pods) {
    RolloutProblems problems = new RolloutProblems(function, namespace);
    if (deployment.isMissingNode()) {
      return Optional.of(problems.deleted());
    }
    for (JsonNode condition : deployment.at("/status/conditions")) {
      if (condition.path("type").asText().equals("ReplicaFailure")
          && condition.path("status").asText().equals("True")) {
        return Optional.of(problems.rejected(condition.path("message").asText()));
      }
    }
    return pods.stream()
        .map(this::current)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> restarted(pods));
  }

  /**
   * Returns the problem of a Function whose Deployment no controller of Kubeless has created, or
   * has updated; empty if the Deployment is that of the Function.
   *
   * @param resource the Function, as the plugin has rendered it
   * @param deployment the Deployment; missing if there is none
   */
  public Optional<Problem> unserved(JsonNode resource, JsonNode deployment) {
    boolean present = !deployment.isMissingNode();
    return present && ServedFunction.of(resource).isRunBy(deployment)
        ? Optional.empty()
        : Optional.of(new RolloutProblems(function, namespace).unserved(present));
  }

  private Optional<Problem> current(JsonNode pod) {
    String image = pod.at("/spec/containers/0/image").asText();
    Optional<Problem> problem = new PodDiagnosis(namespace, texts, function, image).current(pod);
    if (problem.isPresent()) {
      return problem;
    }
    Message state = PodDiagnosis.state(pod);
    boolean ready = isReady(pod) || pod.at("/metadata").has("deletionTimestamp");
    return ready || state.isEmpty()
        ? Optional.empty()
        : Optional.of(problem(pod, Message.of("is not ready"), state));
  }

  private static boolean isReady(JsonNode pod) {
    return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
        .anyMatch(
            each ->
                each.path("type").asText().equals("Ready")
                    && each.path("status").asText().equals("True"));
  }

  /** Returns the problem of the container that was restarted last. */
  private Optional<Problem> restarted(List<JsonNode> pods) {
    return pods.stream()
        .flatMap(
            pod ->
                containers(pod)
                    .filter(each -> each.path("lastState").has("terminated"))
                    .map(each -> new Restart(pod, each)))
        .max(Comparator.comparing(Restart::time))
        .map(
            last ->
                problem(
                    last.pod(),
                    Message.of("was restarted"),
                    Message.of(
                        "%s at %s, %s restarts",
                        last.reason(),
                        last.time(),
                        last.container().path("restartCount").asInt())));
  }

  private static Stream<JsonNode> containers(JsonNode pod) {
    return StreamSupport.stream(pod.at("/status/containerStatuses").spliterator(), false);
  }

  /** A container that was restarted. */
  private record Restart(JsonNode pod, JsonNode container) {
    private JsonNode ended() {
      return container.at("/lastState/terminated");
    }

    String time() {
      return ended().path("finishedAt").asText();
    }

    Message reason() {
      String message = ended().path("message").asText("").strip();
      return message.isEmpty()
          ? new ContainerEnd(container, ended()).reason()
          : Message.verbatim(message);
    }
  }

  private Problem problem(JsonNode pod, Message what, Message why) {
    String name = pod.at("/metadata/name").asText();
    return Problem.of(ErrorCode.NOT_READY, "A pod of %s %s", function, what)
        .at("Pod/%s in %s", name, namespace)
        .because(why)
        .remedy("kubectl describe pod %s -n %s", name, namespace);
  }
}
