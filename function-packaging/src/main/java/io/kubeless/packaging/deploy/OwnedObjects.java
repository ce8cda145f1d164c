package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the objects that the plugin has created for a function, from its current or a former owner.
 */
final class OwnedObjects {
  private final KubernetesApi api;
  private final AppliedSet set;

  OwnedObjects(KubernetesApi api, AppliedSet set) {
    this.api = api;
    this.set = set;
  }

  /**
   * Returns the objects except the records: callers of the function first, and its dependencies
   * last. If the record was deleted and so contains no kinds, all kinds that the user may list are
   * searched.
   */
  List<LiveObject> find() throws ApiFailure {
    List<LiveObject> found = new ArrayList<>();
    for (ApiResource each : ApiResource.inOrderOfDeletion()) {
      if (set.mayHave(each)) {
        found.addAll(find(each));
      }
    }
    return found;
  }

  private List<LiveObject> find(ApiResource resource) throws ApiFailure {
    List<LiveObject> found = new ArrayList<>();
    try {
      for (String owner : set.owners()) {
        for (JsonNode object : api.list(resource, Names.ownerSelector(owner))) {
          LiveObject each = new LiveObject(resource, object);
          boolean record =
              resource.isConfiguration()
                  && (each.name().equals(Names.parent(set.function())) || History.has(object));
          if (!record && ours(object.path("metadata"))) {
            found.add(each);
          }
        }
      }
    } catch (ApiFailure e) {
      if (e.status() != 403 || !set.kinds().isEmpty()) {
        throw e;
      }
    }
    return found;
  }

  private static boolean ours(JsonNode metadata) {
    if (!metadata.path("ownerReferences").isEmpty()) {
      return false;
    }
    for (JsonNode fields : metadata.path("managedFields")) {
      if (fields.path("manager").asText().equals(Names.MANAGER)) {
        return true;
      }
    }
    return false;
  }
}
