package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects of the functions of a namespace.
 *
 * @param namespace the namespace
 * @param objects the objects by resource, in the order of their names
 */
record Snapshot(String namespace, Map<ApiResource, List<JsonNode>> objects) {
  /** The label of every function, also of those that a controller of Kubeless has created. */
  private static final String FUNCTION = "function";

  private static final List<ApiResource> REQUIRED =
      List.of(ApiResource.DEPLOYMENT, ApiResource.CONFIG_MAP);
  private static final List<ApiResource> LABELED =
      List.of(ApiResource.INGRESS, ApiResource.HTTP_ROUTE, ApiResource.CRON_JOB);
  private static final Set<Integer> DENIED = Set.of(401, 403);

  /**
   * Reads the objects. Kinds that the cluster does not serve, or that the user may not list, are
   * empty.
   *
   * @throws ApiFailure if the user may not list Deployments or ConfigMaps
   */
  static Snapshot read(KubernetesApi api) throws ApiFailure {
    Map<ApiResource, List<JsonNode>> objects = new EnumMap<>(ApiResource.class);
    String all = Names.allFunctions();
    for (ApiResource each : REQUIRED) {
      objects.put(each, api.list(each, each.isConfiguration() ? Names.managedSelector() : all));
    }
    for (ApiResource each : LABELED) {
      objects.put(each, permitted(api, each, all));
    }
    for (ApiResource each : ApiResource.values()) {
      if (each.isServedByKubeless()) { // they need no label
        objects.put(each, permitted(api, each, ""));
      }
    }
    return new Snapshot(api.connection().namespace(), objects);
  }

  private static List<JsonNode> permitted(KubernetesApi api, ApiResource resource, String selector)
      throws ApiFailure {
    try {
      return api.list(resource, selector);
    } catch (ApiFailure e) {
      if (DENIED.contains(e.status())) {
        return List.of();
      }
      throw e;
    }
  }

  List<JsonNode> all(ApiResource resource) {
    return objects.getOrDefault(resource, List.of());
  }

  /** Returns the labeled objects of a function that no controller has made of other objects. */
  List<JsonNode> of(ApiResource resource, String function) {
    List<JsonNode> own = new ArrayList<>();
    for (JsonNode each : all(resource)) {
      if (name(each).equals(function) && each.at("/metadata/ownerReferences").isEmpty()) {
        own.add(each);
      }
    }
    return own;
  }

  /** Returns the function of a labeled object; empty if it belongs to none. */
  static String name(JsonNode object) {
    return LiveObject.label(object, FUNCTION);
  }
}
