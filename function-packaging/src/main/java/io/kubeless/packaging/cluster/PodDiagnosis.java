package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.runtime.RuntimeContract;
import java.util.Optional;
import java.util.Set;

/** Reads from a pod's status why it will not become ready. */
final class PodDiagnosis {
  private static final Set<String> PULL =
      Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull");
  private static final Set<String> CREATE =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");
  private static final int LOG_LINES = 5;

  private final KubernetesApi api;
  private final String function;
  private final String image;

  PodDiagnosis(KubernetesApi api, String function, String image) {
    this.api = api;
    this.function = function;
    this.image = image;
  }

  /** Returns what is wrong for good; empty while the pod may still become ready. */
  Optional<Problem> of(JsonNode pod) {
    for (JsonNode container : pod.path("status").path("containerStatuses")) {
      JsonNode waiting = container.path("state").path("waiting");
      String reason = waiting.path("reason").asText();
      if (PULL.contains(reason)) {
        return Optional.of(pull(pod, reason, waiting.path("message").asText()));
      }
      if (CREATE.contains(reason)) {
        return Optional.of(
            problem(
                412, pod, "cannot start", reason + ": " + waiting.path("message").asText(), ""));
      }
      JsonNode now = container.path("state").path("terminated");
      JsonNode ended = now.isMissingNode() ? container.path("lastState").path("terminated") : now;
      if (!ended.isMissingNode() && !container.path("ready").asBoolean()) {
        return Optional.of(ended(pod, container, ended));
      }
    }
    return Optional.empty();
  }

  private Problem pull(JsonNode pod, String reason, String message) {
    boolean login = message.matches("(?is).*(unauthori[sz]ed|denied|authoriz|40[13]).*");
    String registry = image.split("/", 2)[0];
    return problem(
        411,
        pod,
        "cannot pull its image",
        reason + ": " + (message.isEmpty() ? image : message),
        login
            ? "kubectl create secret docker-registry regcred -n "
                + api.connection().namespace()
                + " --docker-server="
                + registry
                + " --docker-username=<name> --docker-password=<token>, and imagePullSecrets:"
                + " [regcred]"
            : "check that the nodes reach "
                + registry
                + " under that name, and that the image is there");
  }

  private Problem ended(JsonNode pod, JsonNode container, JsonNode ended) {
    int code = ended.path("exitCode").asInt();
    String reason = ended.path("reason").asText();
    if (reason.equals("OOMKilled")) {
      return problem(
          413,
          pod,
          "ran out of memory",
          "OOMKilled: the container used more than its limit",
          "raise memory in function.yaml, and look for memory outside the heap");
    }
    if (code == RuntimeContract.EXIT_OUT_OF_MEMORY) {
      return problem(
          413,
          pod,
          "ran out of memory",
          "the Java heap is full: exit code " + code,
          "raise memory in function.yaml, or look for a leak");
    }
    String said = ended.path("message").asText("").strip();
    boolean silent = said.isEmpty();
    return problem(
        412,
        pod,
        "cannot start",
        (silent ? reason + ", exit code " + code : said)
            + (container.path("restartCount").asInt() > 0 ? " (restarted)" : "")
            + log(pod, container, silent),
        "mvn kubeless:run starts it on this machine");
  }

  /** Returns the last lines of the container that ended, on lines of their own. */
  private String log(JsonNode pod, JsonNode container, boolean wanted) {
    if (!wanted) {
      return "";
    }
    String path =
        ApiResource.POD.path(api.connection().namespace(), name(pod))
            + "/log?container="
            + container.path("name").asText()
            + "&tailLines="
            + LOG_LINES;
    String previous = api.text(path + "&previous=true");
    String text = (previous.isBlank() ? api.text(path) : previous).strip();
    return text.isEmpty() ? "" : "\n" + text;
  }

  private Problem problem(int code, JsonNode pod, String what, String why, String remedy) {
    return Problem.around(
        code,
        "The function " + function + " " + what,
        "Pod/" + name(pod) + " in " + api.connection().namespace(),
        why,
        remedy.isEmpty() ? "kubectl describe pod " + name(pod) : remedy);
  }

  private static String name(JsonNode pod) {
    return pod.path("metadata").path("name").asText();
  }
}
