package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * How a container ended, and what helps.
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
   * Returns whether memory was the reason.
   *
   * @param function whether it is the function's own container, whose exit codes are known
   */
  boolean outOfMemory(boolean function) {
    return killedForMemory() || (function && code() == RuntimeContract.EXIT_OUT_OF_MEMORY);
  }

  /** Returns which memory ran out. */
  String memory() {
    return killedForMemory()
        ? "OOMKilled: the container used more than its limit"
        : "the Java heap is full: exit code " + code();
  }

  /** Returns why it ended, for one that left no message. */
  String reason() {
    return late()
        ? "it was not ready within " + limit().toSeconds() + " s, and the kubelet ended it"
        : ended.path("reason").asText() + ", exit code " + code();
  }

  /**
   * Returns what helps.
   *
   * @param function whether it is the function's own container
   * @param logs a command that shows the container's log
   */
  String remedy(boolean function, String logs) {
    if (ended.path("message").asText().contains("UnsupportedClassVersionError")) {
      return "compile for the Java version of the base image (maven.compiler.release), or choose a"
          + " newer one: -Dkubeless.image.base";
    }
    if (late()) {
      return "make onStart faster, or raise startupProbe.failureThreshold in a fragment; "
          + logs
          + " shows its log";
    }
    return logs
        + " shows its log"
        + (function ? "; mvn kubeless:run starts the function on this machine" : "");
  }

  /** Returns whether it was ended because it took longer to start than its probe allows. */
  private boolean late() {
    Duration limit = limit();
    return !limit.isZero() && lifetime().compareTo(limit) >= 0;
  }

  private Duration limit() {
    JsonNode probe = spec.path("startupProbe");
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
