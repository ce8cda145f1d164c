package io.kubeless.packaging.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Determines the pods that the Service of a function routes requests to. A terminating pod is
 * included for as long as it may accept connections, from the time when its termination was first
 * observed.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/">EndpointSlices</a>
 */
final class ServiceRouting {
  private final KubernetesApi api;
  private final String function;
  private final Duration drain;
  private final Map<String, Instant> ending = new HashMap<>();

  /**
   * Creates the routing of a function's Service.
   *
   * @param drain how long a pod may accept connections after its endpoint is no longer ready
   */
  ServiceRouting(KubernetesApi api, String function, Duration drain) {
    this.api = api;
    this.function = function;
    this.drain = drain;
  }

  /**
   * Returns whether requests are routed only to these pods, and to at least one if pods are wanted;
   * true if the user may not list EndpointSlices.
   *
   * @param pods names of the pods of the newest revision; empty if no pods are wanted
   */
  boolean reachesOnly(Set<String> pods, int wanted) throws ApiFailure {
    Optional<List<JsonNode>> slices = endpointSlices();
    if (slices.isEmpty()) {
      return true;
    }
    int ready = 0;
    boolean others = false;
    for (JsonNode slice : slices.get()) {
      for (JsonNode endpoint : slice.path("endpoints")) {
        boolean routes = endpoint.path("conditions").path("ready").asBoolean(true);
        String pod = endpoint.path("targetRef").path("name").asText();
        others |= !pods.contains(pod) && (routes || accepts(pod));
        ready += routes ? 1 : 0;
      }
    }
    return !others && (ready > 0 || wanted == 0);
  }

  /** Returns whether a pod that is not ready may accept connections. */
  private boolean accepts(String pod) {
    Instant now = api.timing().now();
    return now.isBefore(ending.computeIfAbsent(pod, each -> now).plus(drain));
  }

  private Optional<List<JsonNode>> endpointSlices() throws ApiFailure {
    try {
      return Optional.of(api.list(ApiResource.ENDPOINT_SLICE, Names.endpointSelector(function)));
    } catch (ApiFailure e) {
      if (e.status() == 403) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
