package io.kubeless.packaging.rollout;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.model.Message;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The end of a container, and its remedy.
 *
 * @param spec the container in the pod's specification
 * @param ended its {@code terminated} state
 */
record ContainerEnd(JsonNode spec, JsonNode ended) {

  private boolean killedForMemory() {
    return ended.path("reason").asText().equals("OOMKilled");
  }

  private int code() {
    return ended.path("exitCode").asInt();
  }

  /**
   * Returns whether the container ran out of memory.
   *
   * @param function whether it is the function's own container, whose exit codes are known
   */
  boolean outOfMemory(boolean function) {
    return killedForMemory() || (function && code() == RuntimeContract.EXIT_OUT_OF_MEMORY);
  }

  /** Returns the kind of memory that was exhausted. */
  Message memory() {
    return killedForMemory()
        ? Message.of("OOMKilled: the container used more than its limit")
        : Message.of("the Java heap is full: exit code %s", code());
  }

  /** Returns the reason for the end of a container without a termination message. */
  Message reason() {
    return late()
        ? Message.of(
            "it was not ready within %s s, and the kubelet stopped it", limit().toSeconds())
        : Message.of("%s, exit code %s", ended.path("reason").asText(), code());
  }

  /**
   * Returns the remedy.
   *
   * @param function whether it is the function's own container
   * @param logs a command that shows the container's log
   */
  Message remedy(boolean function, Message logs) {
    if (ended.path("message").asText().contains("UnsupportedClassVersionError")) {
      return Message.of(
          "compile for the Java version of the base image, or choose a newer base image: %s",
          setting("image.base"));
    }
    if (late()) {
      return Message.of(
          "make onStart faster, or raise startupProbe.failureThreshold in a fragment; %s shows its"
              + " log",
          logs);
    }
    return function
        ? Message.of("%s shows its log; %s starts the function on this machine", logs, goals("run"))
        : Message.of("%s shows its log", logs);
  }

  /** Returns whether the container was killed because it did not start in the time of its probe. */
  private boolean late() {
    Duration limit = limit();
    return !limit.isZero() && lifetime().compareTo(limit) >= 0;
  }

  private Duration limit() {
    JsonNode probe = spec.path("startupProbe");
    if (probe.at("/httpGet/path").asText().equals(RuntimeContract.LIVENESS_PATH)) {
      return Duration.ZERO; // it succeeds before the function is ready
    }
    return Duration.ofSeconds(
        probe.path("periodSeconds").asLong() * probe.path("failureThreshold").asLong());
  }

  private Duration lifetime() {
    try {
      return Duration.between(
          Instant.parse(ended.path("startedAt").asText()),
          Instant.parse(ended.path("finishedAt").asText()));
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }
}
