package io.kubeless.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The status of a Function resource. Its condition {@code Ready} has a reason for programs and a
 * message for people.
 *
 * @param ready {@code True}, {@code False}, or {@code Unknown} if the Deployment has not been seen
 * @param reason such as {@code Ready}, {@code Progressing} or {@code Invalid}
 * @param message empty if there is nothing to add
 * @param image the image of the pods; absent if there are none
 * @param deployment absent if there is none
 */
record FunctionStatus(
    String ready,
    String reason,
    String message,
    Optional<String> image,
    Optional<Deployment> deployment) {
  private static final String CONFLICT = "Conflict";
  private static final Set<ErrorCode> CONFLICTS =
      Set.of(ErrorCode.OBJECT_OF_ANOTHER, ErrorCode.DEPLOYED_NATIVELY, ErrorCode.SELECTOR_FIXED);

  /** Returns the status of a function that cannot be rendered, or whose objects are not its own. */
  static FunctionStatus of(ProblemException failure) {
    boolean conflict =
        failure.problems().stream().allMatch(each -> CONFLICTS.contains(each.code()));
    return failed(conflict ? CONFLICT : "Invalid", String.valueOf(failure.getMessage()));
  }

  /** Returns the status of a function whose objects are not written. */
  static FunctionStatus failed(String reason, String message) {
    return new FunctionStatus("False", reason, message, Optional.empty(), Optional.empty());
  }

  /**
   * Returns the status of a function whose objects have been written.
   *
   * @param deployment the Deployment as it was last seen; absent if it has just been created
   * @param reason why its pods are not available; is asked only if they are not
   */
  static FunctionStatus of(
      Optional<String> image,
      Optional<Deployment> deployment,
      Function<Deployment, Optional<RolloutReason>> reason) {
    if (deployment.filter(FunctionStatus::isComplete).isPresent()) {
      return new FunctionStatus("True", "Ready", "", image, deployment);
    }
    RolloutReason found =
        deployment
            .filter(FunctionStatus::isObserved)
            .flatMap(each -> reason.apply(each).or(() -> late(each)))
            .orElseGet(() -> new RolloutReason(RolloutReason.PROGRESSING, progress(deployment)));
    return new FunctionStatus("False", found.reason(), found.message(), image, deployment);
  }

  /** Returns the reason of a rollout that takes longer than the progress deadline. */
  private static Optional<RolloutReason> late(Deployment deployment) {
    return deployment.getStatus().getConditions().stream()
        .filter(each -> each.getType().equals("Progressing") && each.getStatus().equals("False"))
        .map(each -> new RolloutReason(each.getReason(), each.getMessage()))
        .findFirst();
  }

  private static boolean isObserved(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status != null
        && or(status.getObservedGeneration(), 0) >= deployment.getMetadata().getGeneration();
  }

  /** The same conditions as {@code kubectl rollout status}. */
  private static boolean isComplete(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    int wanted = or(deployment.getSpec().getReplicas(), 1);
    return isObserved(deployment)
        && or(status.getUpdatedReplicas(), 0) >= wanted
        && or(status.getReplicas(), 0) <= or(status.getUpdatedReplicas(), 0)
        && or(status.getAvailableReplicas(), 0) >= or(status.getUpdatedReplicas(), 0);
  }

  private static String progress(Optional<Deployment> deployment) {
    int wanted = deployment.map(each -> or(each.getSpec().getReplicas(), 1)).orElse(1);
    int available =
        deployment
            .map(Deployment::getStatus)
            .map(
                each ->
                    Math.min(or(each.getAvailableReplicas(), 0), or(each.getUpdatedReplicas(), 0)))
            .orElse(0);
    return available + " of " + wanted + " pods of this version are available";
  }

  private static int or(@Nullable Number number, int other) {
    return number == null ? other : number.intValue();
  }

  /**
   * Returns the status as JSON.
   *
   * @param function its resource, whose former condition determines the time of the last change
   */
  ObjectNode json(KubelessFunction function, Instant now) {
    String name = function.getMetadata().getName();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("observedGeneration", function.getMetadata().getGeneration());
    image.ifPresent(each -> json.put("image", each));
    image
        .filter(each -> each.contains("@"))
        .ifPresent(each -> json.put("imageDigest", each.substring(each.indexOf('@') + 1)));
    if (deployment.isPresent()) {
      DeploymentStatus status = deployment.get().getStatus();
      json.put("replicas", status == null ? 0 : or(status.getReplicas(), 0));
      json.put("readyReplicas", status == null ? 0 : or(status.getReadyReplicas(), 0));
      json.put(
          "selector",
          Names.selector(new TreeMap<>(deployment.get().getSpec().getSelector().getMatchLabels())));
      json.put(
          "url",
          "http://"
              + name
              + "."
              + function.getMetadata().getNamespace()
              + ":"
              + Names.SERVICE_PORT);
    }
    ObjectNode condition = json.putArray("conditions").addObject();
    condition.put("type", "Ready").put("status", ready).put("reason", reason);
    condition.put("message", message);
    condition.put("observedGeneration", function.getMetadata().getGeneration());
    condition.put("lastTransitionTime", since(function, now));
    return json;
  }

  /** Returns whether an object of the function belongs to something else. */
  boolean isConflict() {
    return reason.equals(CONFLICT);
  }

  /** Returns whether the status of the resource has another reason. */
  boolean isNew(KubelessFunction function) {
    JsonNode old = function.getStatus();
    return old == null || !reason.equals(old.at("/conditions/0/reason").asText());
  }

  private String since(KubelessFunction function, Instant now) {
    JsonNode old = function.getStatus();
    if (old != null && old.path("conditions") instanceof ArrayNode conditions) {
      for (JsonNode each : conditions) {
        if (List.of("Ready", ready)
            .equals(List.of(each.path("type").asText(), each.path("status").asText()))) {
          return each.path("lastTransitionTime").asText();
        }
      }
    }
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
