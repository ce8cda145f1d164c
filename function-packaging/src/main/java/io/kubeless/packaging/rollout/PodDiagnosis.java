package io.kubeless.packaging.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Determines from a pod's status why it will not become ready. Errors that the kubelet retries, and
 * that may disappear, are reported after the second failed attempt.
 */
final class PodDiagnosis {
  private static final Set<String> CREATE =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");
  private static final int LOG_LINES = 5;

  private final String namespace;
  private final UnaryOperator<String> texts;
  private final String function;
  private final ImagePull pull;
  private final Map<String, String> lastReasons = new HashMap<>();
  private final Map<String, Integer> failedPulls = new HashMap<>();

  PodDiagnosis(KubernetesApi api, String function, String image) {
    this(api.connection().namespace(), api::text, function, image);
  }

  /**
   * Creates a diagnosis.
   *
   * @param texts returns the response of the API server for a path, empty if it is not a success
   */
  PodDiagnosis(String namespace, UnaryOperator<String> texts, String function, String image) {
    this.namespace = namespace;
    this.texts = texts;
    this.function = function;
    this.pull = new ImagePull(namespace, image);
  }

  /** Returns what the pod is waiting for, in a few words; empty if that is unknown. */
  static Message state(JsonNode pod) {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("status").asText().equals("False")) {
        return Message.of("no node takes the pod: %s", condition.path("message").asText());
      }
    }
    for (JsonNode container : containers(pod)) {
      JsonNode waiting = container.path("state").path("waiting");
      if (!waiting.isMissingNode()) {
        return Message.of("the pod is %s", waiting.path("reason").asText());
      }
      if (!container.path("lastState").path("terminated").isMissingNode()) {
        return Message.of("the pod was restarted and is not ready yet");
      }
      if (container.path("state").has("running") && !container.path("ready").asBoolean()) {
        return Message.of("the pod runs and is not ready yet");
      }
    }
    return Message.empty();
  }

  /** Returns the permanent problem of a pod; empty if it may still become ready. */
  Optional<Problem> of(JsonNode pod) {
    return of(pod, false);
  }

  /** Returns the problem of a pod, including those that may disappear. */
  Optional<Problem> current(JsonNode pod) {
    return of(pod, true);
  }

  private Optional<Problem> of(JsonNode pod, boolean temporary) {
    for (JsonNode container : containers(pod)) {
      JsonNode waiting = container.path("state").path("waiting");
      String reason = waiting.path("reason").asText();
      String message = waiting.path("message").asText();
      boolean fails = temporary && ImagePull.REASONS.contains(reason);
      if (fails || pullFailed(pod, container, reason, message)) {
        return Optional.of(
            problem(
                ErrorCode.IMAGE_PULL_FAILED,
                pod,
                Message.of("cannot pull its image"),
                pull.why(reason, message),
                pull.remedy(message)));
      }
      if (CREATE.contains(reason)) {
        return Optional.of(
            problem(
                ErrorCode.START_FAILED,
                pod,
                Message.of("cannot start"),
                Message.of("%s: %s", reason, message),
                describe(pod)));
      }
      Optional<JsonNode> ended = ended(container);
      if (ended.isPresent()) {
        return Optional.of(ended(pod, container, ended.get()));
      }
    }
    return Optional.empty();
  }

  private static List<JsonNode> containers(JsonNode pod) {
    List<JsonNode> containers = new ArrayList<>();
    pod.path("status").path("initContainerStatuses").forEach(containers::add);
    pod.path("status").path("containerStatuses").forEach(containers::add);
    return containers;
  }

  private boolean pullFailed(JsonNode pod, JsonNode container, String reason, String message) {
    String key = name(pod) + "/" + container.path("name").asText();
    boolean attempt = !reason.equals(lastReasons.put(key, reason)) && reason.equals("ErrImagePull");
    int failures = failedPulls.merge(key, attempt ? 1 : 0, Integer::sum);
    return ImagePull.REASONS.contains(reason)
        && (ImagePull.isFinal(reason, message) || failures > 1);
  }

  /** Returns the end of a container, if it was not a single failure. */
  private static Optional<JsonNode> ended(JsonNode container) {
    JsonNode now = container.path("state").path("terminated");
    JsonNode ended = now.isMissingNode() ? container.path("lastState").path("terminated") : now;
    boolean started = container.path("ready").asBoolean() || container.path("started").asBoolean();
    if (ended.isMissingNode() || started) {
      return Optional.empty();
    }
    int code = ended.path("exitCode").asInt();
    boolean hopeless =
        code == RuntimeContract.EXIT_CONFIGURATION
            || code == RuntimeContract.EXIT_OUT_OF_MEMORY
            || ended.path("reason").asText().equals("OOMKilled");
    String waiting = container.path("state").path("waiting").path("reason").asText();
    boolean twice =
        waiting.equals("CrashLoopBackOff")
            || container.path("restartCount").asInt() >= (now.isMissingNode() ? 2 : 1);
    return hopeless || twice ? Optional.of(ended) : Optional.empty();
  }

  private Problem ended(JsonNode pod, JsonNode container, JsonNode ended) {
    ContainerEnd end = new ContainerEnd(spec(pod, container), ended);
    boolean own = container.path("name").asText().equals(function);
    if (end.outOfMemory(own)) {
      return problem(
          ErrorCode.OUT_OF_MEMORY,
          pod,
          Message.of("ran out of memory"),
          Message.of("%s%s", in(container, own), end.memory()),
          Message.of(
              "raise memory in function.yaml, or look for a leak; memory outside the heap counts too"));
    }
    String message = ended.path("message").asText("").strip();
    Message why =
        message.isEmpty()
            ? Message.of("%s%s", end.reason(), log(pod, container))
            : Message.of(
                "%s%s", message, container.path("restartCount").asInt() > 0 ? " (restarted)" : "");
    return problem(
        ErrorCode.START_FAILED,
        pod,
        Message.of("cannot start"),
        Message.of("%s%s", in(container, own), why),
        end.remedy(own, logs(pod, container)));
  }

  private static Message in(JsonNode container, boolean own) {
    return own ? Message.empty() : Message.of("container %s: ", container.path("name").asText());
  }

  private static JsonNode spec(JsonNode pod, JsonNode container) {
    for (JsonNode each : pod.path("spec").path("containers")) {
      if (each.path("name").equals(container.path("name"))) {
        return each;
      }
    }
    return ApiJson.read("");
  }

  private Message logs(JsonNode pod, JsonNode container) {
    JsonNode spec = pod.path("spec");
    boolean one = spec.path("containers").size() + spec.path("initContainers").size() < 2;
    return Message.of(
        "kubectl logs %s -n %s%s --previous",
        name(pod), namespace, one ? "" : Message.of(" -c %s", container.path("name").asText()));
  }

  /** Returns the last log lines of the container that has ended, on separate lines. */
  private String log(JsonNode pod, JsonNode container) {
    String path =
        ApiResource.POD.path(namespace, name(pod))
            + "/log?container="
            + container.path("name").asText()
            + "&tailLines="
            + LOG_LINES;
    String previous = texts.apply(path + "&previous=true");
    String text = (previous.isBlank() ? texts.apply(path) : previous).strip();
    return text.isEmpty() ? "" : "\n" + text;
  }

  private Message describe(JsonNode pod) {
    return Message.of("kubectl describe pod %s -n %s", name(pod), namespace);
  }

  private Problem problem(ErrorCode code, JsonNode pod, Message what, Message why, Message remedy) {
    return Problem.of(code, "The function %s %s", function, what)
        .at("Pod/%s in %s", name(pod), namespace)
        .because(why)
        .remedy(remedy);
  }

  private static String name(JsonNode pod) {
    return pod.path("metadata").path("name").asText();
  }
}
