package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.manifest.KubernetesObject;

/**
 * Tries one pod of a template: a Deployment passes where its pods are forbidden, by Pod Security or
 * a quota.
 */
final class Admission {
  private final KubernetesApi api;

  Admission(KubernetesApi api) {
    this.api = api;
  }

  /** Throws what a pod of an object's template would meet. */
  void check(KubernetesObject object) throws ApiFailure {
    JsonNode spec = Json.node(object.content()).path("spec");
    JsonNode template =
        object.kind().equals("CronJob")
            ? spec.path("jobTemplate").path("spec").path("template")
            : spec.path("template");
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

  static boolean hasPods(KubernetesObject object) {
    return object.kind().equals("Deployment") || object.kind().equals("CronJob");
  }
}
