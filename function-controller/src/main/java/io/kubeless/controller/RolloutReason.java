package io.kubeless.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.rollout.LastProblem;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Why the pods of a Deployment are not available.
 *
 * @param reason for programs, such as {@code ImagePullFailed}
 * @param message for people
 */
record RolloutReason(String reason, String message) {
  static final String PROGRESSING = "Progressing";
  private static final String HASH = "pod-template-hash";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 4096;

  private static final Map<ErrorCode, String> REASONS =
      Map.of(
          ErrorCode.IMAGE_PULL_FAILED, "ImagePullFailed",
          ErrorCode.START_FAILED, "Crashing",
          ErrorCode.OUT_OF_MEMORY, "OutOfMemory",
          ErrorCode.QUOTA_EXCEEDED, "QuotaExceeded",
          ErrorCode.REQUEST_REJECTED, "PodsRejected");

  RolloutReason {
    message = message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
  }

  /**
   * Returns the reason.
   *
   * @param pods its pods, with labels, times and status; those of former versions are ignored
   * @param texts returns the response of the API server for a path, such as that of a pod's log;
   *     empty if it is not a success
   * @return absent if nothing is known but that pods are starting
   */
  static Optional<RolloutReason> of(
      Deployment deployment, Collection<Pod> pods, UnaryOperator<String> texts) {
    LastProblem problems =
        new LastProblem(
            deployment.getMetadata().getNamespace(), texts, deployment.getMetadata().getName());
    JsonNode json = JSON.valueToTree(deployment);
    Optional<RolloutReason> unfinished = Optional.empty();
    for (JsonNode pod : newest(json, pods)) {
      Optional<RolloutReason> found =
          problems.of(json, List.of(pod)).map(each -> of(each, pod, json));
      if (found.isPresent() && !found.get().reason.equals(PROGRESSING)) {
        return found;
      }
      unfinished = unfinished.or(() -> found);
    }
    // a quota or admission has refused all pods
    return unfinished.or(
        () -> problems.of(json, List.of()).map(each -> of(each, JSON.createObjectNode(), json)));
  }

  private static RolloutReason of(Problem problem, JsonNode pod, JsonNode deployment) {
    String reason = REASONS.getOrDefault(problem.code(), PROGRESSING);
    if (reason.equals(PROGRESSING)) {
      return new RolloutReason(
          isUnschedulable(pod) ? "Unschedulable" : PROGRESSING, problem.why().toString());
    }
    boolean init =
        pod.at("/status/initContainerStatuses").findValues("ready").stream()
            .anyMatch(each -> !each.asBoolean());
    return new RolloutReason(
        reason.equals("Crashing") && init ? "InitContainerFailed" : reason,
        problem + served(deployment));
  }

  /** Returns whether callers are still served by the previous version. */
  private static String served(JsonNode deployment) {
    JsonNode status = deployment.path("status");
    int available = status.path("availableReplicas").asInt();
    boolean previous = status.path("replicas").asInt() > status.path("updatedReplicas").asInt();
    return available > 0 && previous
        ? "\nThe previous version still answers, with "
            + available
            + (available == 1 ? " pod" : " pods")
        : "";
  }

  private static boolean isUnschedulable(JsonNode pod) {
    for (JsonNode each : pod.at("/status/conditions")) {
      if (each.path("type").asText().equals("PodScheduled")) {
        return each.path("status").asText().equals("False");
      }
    }
    return false;
  }

  /** Returns the pods with the label of the pod that was created last. */
  private static List<JsonNode> newest(JsonNode deployment, Collection<Pod> pods) {
    List<Pod> present =
        pods.stream().filter(each -> each.getMetadata().getDeletionTimestamp() == null).toList();
    Optional<String> hash =
        present.stream()
            .max(Comparator.comparing(each -> each.getMetadata().getCreationTimestamp()))
            .flatMap(RolloutReason::hash);
    return present.stream()
        .filter(each -> hash(each).equals(hash))
        .sorted(Comparator.comparing(each -> each.getMetadata().getName()))
        .map(each -> json(each, deployment))
        .toList();
  }

  private static Optional<String> hash(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels()).map(labels -> labels.get(HASH));
  }

  /** Returns a pod whose specification is that of the Deployment, because it is not watched. */
  private static JsonNode json(Pod pod, JsonNode deployment) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("metadata").put("name", pod.getMetadata().getName());
    json.set("spec", deployment.at("/spec/template/spec"));
    json.set("status", JSON.valueToTree(pod.getStatus()));
    return json;
  }
}
