package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.PodEndpoint;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pods of a function, and what their runtimes report on the management port. */
final class FunctionPods {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String MANAGEMENT = "management";

  private final KubernetesApi api;

  FunctionPods(KubernetesApi api) {
    this.api = api;
  }

  /** Returns the pods that wait for calls, those of the newest revision first. */
  List<JsonNode> of(String function) throws ApiFailure {
    return api.list(ApiResource.POD, Names.podSelector(function)).stream()
        .sorted(
            Comparator.comparing((JsonNode pod) -> pod.at("/metadata/creationTimestamp").asText())
                .reversed()
                .thenComparing(FunctionPods::name))
        .toList();
  }

  /** Returns the pods that wait for calls, or else those that schedules have started. */
  List<JsonNode> withRuns(String function) throws ApiFailure {
    List<JsonNode> pods = of(function);
    return pods.isEmpty() ? runs(function) : pods;
  }

  /** Returns the pods that schedules have started, of a function that only they start. */
  List<JsonNode> runs(String function) throws ApiFailure {
    return api.list(ApiResource.POD, Names.runSelector(function));
  }

  /** Returns the name of the function's container. */
  static String container(JsonNode pod, String function) {
    for (JsonNode container : pod.at("/spec/containers")) {
      if (container.path("name").asText().equals(function)) {
        return function; // others were added to the pod, for example by a service mesh
      }
    }
    return pod.at("/spec/containers/0/name").asText();
  }

  /** Returns how often the function's container was restarted. */
  static int restarts(JsonNode pod, String function) {
    return status(pod, function).path("restartCount").asInt();
  }

  /** Returns whether the function's container runs. */
  static boolean isRunning(JsonNode pod, String function) {
    return status(pod, function).path("state").has("running");
  }

  private static JsonNode status(JsonNode pod, String function) {
    String name = container(pod, function);
    for (JsonNode each : pod.at("/status/containerStatuses")) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  /**
   * Returns the response of a pod to a request on its management port, with any status; empty if
   * there is none.
   */
  Optional<String> management(JsonNode pod, String path) {
    try {
      FunctionCall.Answer answer =
          new PodEndpoint(api.connection(), name(pod), port(pod)).get(path, PATIENCE);
      return Optional.of(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (ApiFailure | IOException e) {
      return Optional.empty(); // the pod does not run yet, or the user may not forward ports
    }
  }

  /** Returns the port of probes and metrics, which is that of the function on target kubeless. */
  private static int port(JsonNode pod) {
    for (JsonNode port : pod.at("/spec/containers/0/ports")) {
      if (port.path("name").asText().equals(MANAGEMENT)) {
        return port.path("containerPort").asInt();
      }
    }
    return Names.SERVICE_PORT;
  }

  static String name(JsonNode pod) {
    return pod.at("/metadata/name").asText();
  }
}
