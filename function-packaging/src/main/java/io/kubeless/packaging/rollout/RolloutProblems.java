package io.kubeless.packaging.rollout;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.time.Duration;

/**
 * Creates the problems of a rollout.
 *
 * @param function name of the function
 * @param namespace namespace of the function
 */
record RolloutProblems(String function, String namespace) {

  /** Returns the problem of pods that the cluster does not create. */
  Problem rejected(String message) {
    boolean quota = message.contains("exceeded quota");
    return Problem.of(
            quota ? ErrorCode.QUOTA_EXCEEDED : ErrorCode.REQUEST_REJECTED,
            "The pods of %s are rejected",
            function)
        .at("Deployment/%s in %s", function, namespace)
        .because(Message.verbatim(message))
        .remedy(
            quota
                ? Message.of(
                    "request a larger quota, or lower memory, cpu or replicas of the function")
                : Message.of("check which admission rule of the cluster rejected them"));
  }

  /** Returns the problem of a Function for which no controller has created the Deployment. */
  Problem unserved(boolean present) {
    return Problem.of(
            ErrorCode.NO_CONTROLLER,
            present
                ? Message.of("The Deployment %s was not updated to the Function", function)
                : Message.of("No Deployment was created for the Function %s", function))
        .at("namespace %s", namespace)
        .because("the Kubeless controller does not seem to be running")
        .remedy(
            "deploy native objects: %s %s",
            setting("target", "kubernetes"), setting("switchTarget"));
  }

  /** Returns the problem of a function whose Deployment does not exist. */
  Problem deleted() {
    return Problem.of(ErrorCode.NOT_READY, "The Deployment of %s does not exist", function)
        .at("namespace %s", namespace)
        .because("somebody has deleted it, or a deployment has not created it yet")
        .remedy("%s, or: %s", goals("deploy"), goals("undeploy"));
  }

  /**
   * Returns the problem of a rollout that has not ended in time.
   *
   * @param state what it is waiting for; empty if it is unknown
   */
  Problem late(Duration patience, Message state) {
    return Problem.of(
            ErrorCode.NOT_READY,
            "The function %s is not ready after %s s",
            function,
            patience.toSeconds())
        .at("namespace %s", namespace)
        .because(state.isEmpty() ? Message.of("the rollout is not complete") : state)
        .remedy(
            "kubectl describe deployment %s -n %s, or wait longer: %s",
            function, namespace, setting("wait", "600"));
  }

  /**
   * Returns a problem, with the information whether callers are still served by the previous
   * version.
   *
   * @param status status of the Deployment
   */
  static Problem withAvailability(Problem problem, JsonNode status) {
    int available = status.path("availableReplicas").asInt();
    boolean previous = status.path("replicas").asInt() > status.path("updatedReplicas").asInt();
    Message state =
        available == 0
            ? Message.of(
                "no pod is ready; Kubernetes keeps trying until you deploy again or undeploy")
            : previous
                ? Message.of(
                    "the previous version still answers, with %s %s",
                    available, available > 1 ? "pods" : "pod")
                : Message.of("the new version answers with fewer pods than wanted: %s", available);
    return problem.because("%s\n%s", problem.why(), state);
  }
}
