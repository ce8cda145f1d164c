package io.kubeless.packaging.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.runtime.RuntimeContract;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Function whose Deployment is created by a controller of Kubeless. */
public final class ServedFunction {
  private final JsonNode wanted;

  private ServedFunction(JsonNode wanted) {
    this.wanted = wanted;
  }

  /** Returns the Function among the objects, empty if there is none. */
  public static Optional<ServedFunction> of(Manifests manifests) {
    return manifests.objects().stream()
        .filter(object -> ApiResource.of(object) == ApiResource.FUNCTION)
        .map(KubernetesObject::content)
        .map(content -> of(ApiJson.node(content)))
        .findFirst();
  }

  /** Returns a Function that the plugin has rendered. */
  static ServedFunction of(JsonNode function) {
    return new ServedFunction(pods(function.path("spec").path("deployment")));
  }

  private static JsonNode pods(JsonNode deployment) {
    return deployment.path("spec").path("template").path("spec");
  }

  /**
   * Returns whether a Deployment has the image, the environment and the configuration of the
   * Function. Other fields may differ, because the controller adds fields and the API server
   * normalizes quantities.
   */
  public boolean isRunBy(JsonNode deployment) {
    JsonNode live = pods(deployment);
    return container(live).path("image").equals(container(wanted).path("image"))
        && environment(live).entrySet().containsAll(environment(wanted).entrySet())
        && configurations(live).containsAll(configurations(wanted));
  }

  private static JsonNode container(JsonNode pods) {
    return pods.path("containers").path(0);
  }

  private static Map<String, String> environment(JsonNode pods) {
    Map<String, String> values = new HashMap<>();
    for (JsonNode variable : container(pods).path("env")) {
      // Only upstream's controller uses the function's port for probes.
      boolean derived =
          variable.path("name").asText().equals(RuntimeContract.PROBES_ON_FUNCTION_PORT);
      if (variable.has("value") && !derived) {
        values.put(variable.path("name").asText(), variable.path("value").asText());
      }
    }
    return values;
  }

  private static Set<String> configurations(JsonNode pods) {
    Set<String> names = new HashSet<>();
    for (JsonNode volume : pods.path("volumes")) {
      if (volume.has("configMap")) {
        names.add(volume.path("configMap").path("name").asText());
      }
    }
    return names;
  }
}
