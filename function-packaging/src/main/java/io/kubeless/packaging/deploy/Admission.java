package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.Json;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Optional;

/**
 * Tries one pod of a template: a Deployment passes where its pods are forbidden, by Pod Security or
 * a quota.
 */
final class Admission {
  private final KubernetesApi api;

  Admission(KubernetesApi api) {
    this.api = api;
  }

  /** Throws what a pod of an object's template would meet; passes an object without pods. */
  void check(KubernetesObject object) throws ApiFailure {
    Optional<String> pointer = ApiResource.of(object).podTemplate();
    if (pointer.isEmpty()) {
      return;
    }
    JsonNode template = Json.node(object.content()).at(pointer.get());
    ObjectNode pod = template.deepCopy();
    pod.put("apiVersion", "v1");
    pod.put("kind", "Pod");
    ObjectNode metadata = (ObjectNode) pod.path("metadata");
    metadata.put("name", object.name() + "-admission");
    ((ObjectNode) pod.path("spec")).remove("serviceAccountName"); // it may not be there yet
    try {
      api.create(ApiResource.POD, pod, true);
    } catch (ApiFailure e) {
      if (e.status() == 403 && e.message().contains("cannot create resource \"pods\"")) {
        return; // without the right to try, the rollout will tell
      }
      throw e.problem(
          "The pods of " + object.kind() + " " + object.name() + " would be refused",
          api.connection());
    }
  }
}
