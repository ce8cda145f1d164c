package io.kubeless.packaging.install;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.manifest.InstalledResource;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects that earlier installations have applied, and this one has not: bindings in namespaces
 * that are no longer served.
 *
 * @param objects the objects of this installation
 */
record FormerObjects(KubernetesApi api, List<KubernetesObject> objects) {

  /** Deletes them. */
  List<ObjectChange> prune() throws ApiFailure {
    List<ObjectChange> deleted = new ArrayList<>();
    InstalledObjects installed = new InstalledObjects(api);
    for (InstalledResource kind :
        List.of(InstalledResource.CLUSTER_ROLE_BINDING, InstalledResource.ROLE_BINDING)) {
      for (JsonNode each : installed.list(kind)) {
        String namespace = each.at("/metadata/namespace").asText();
        String name = each.at("/metadata/name").asText();
        if (objects.stream().noneMatch(object -> is(object, kind, namespace, name))) {
          installed.delete(kind, each);
          deleted.add(new ObjectChange(kind.kind(), name, Action.PRUNED));
        }
      }
    }
    return deleted;
  }

  private static boolean is(
      KubernetesObject object, InstalledResource kind, String namespace, String name) {
    return InstalledResource.of(object) == kind
        && object.namespace().equals(namespace)
        && object.name().equals(name);
  }
}
