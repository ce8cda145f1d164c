package io.kubeless.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.kubeless.packaging.manifest.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
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

  /** Returns the status of a function that cannot be rendered or written. */
  static FunctionStatus failed(String reason, String message) {
    return new FunctionStatus("False", reason, message, Optional.empty(), Optional.empty());
  }

  /**
   * Returns the status of a function whose objects have been written.
   *
   * @param deployment the Deployment as it was last seen; absent if it has just been created
   */
  static FunctionStatus of(String image, Optional<Deployment> deployment) {
    Optional<DeploymentStatus> status = deployment.map(Deployment::getStatus);
    Optional<String> failure =
        status.stream()
            .flatMap(each -> each.getConditions().stream())
            .filter(FunctionStatus::isFailure)
            .map(each -> each.getReason() + ": " + each.getMessage())
            .findFirst();
    boolean complete = deployment.filter(FunctionStatus::isComplete).isPresent();
    return complete
        ? new FunctionStatus("True", "Ready", "", Optional.of(image), deployment)
        : new FunctionStatus(
            "False",
            failure.isPresent() ? "Failing" : "Progressing",
            failure.orElse(progress(deployment)),
            Optional.of(image),
            deployment);
  }

  /** Pods that admission or a quota refuses, and a rollout that takes too long. */
  private static boolean isFailure(DeploymentCondition condition) {
    return (condition.getType().equals("ReplicaFailure") && condition.getStatus().equals("True"))
        || (condition.getType().equals("Progressing") && condition.getStatus().equals("False"));
  }

  /** The same conditions as {@code kubectl rollout status}. */
  private static boolean isComplete(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    int wanted = or(deployment.getSpec().getReplicas(), 1);
    return status != null
        && or(status.getObservedGeneration(), 0) >= deployment.getMetadata().getGeneration()
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
      json.put("selector", Names.podSelector(name));
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
