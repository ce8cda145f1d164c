package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import java.util.Optional;

/**
 * Creates one pod of a template in a dry run, because the API server accepts a Deployment even if
 * Pod Security or a quota forbids its pods.
 */
final class Admission {
  private final KubernetesApi api;

  Admission(KubernetesApi api) {
    this.api = api;
  }

  /**
   * Checks a pod of an object's template, and throws the refusal of the API server. Objects without
   * pods are accepted.
   */
  void check(KubernetesObject object) throws ApiFailure {
    Optional<String> pointer = ApiResource.of(object).podTemplate();
    if (pointer.isEmpty()) {
      return;
    }
    JsonNode template = ApiJson.node(object.content()).at(pointer.get());
    ObjectNode pod = template.deepCopy();
    pod.put("apiVersion", "v1");
    pod.put("kind", "Pod");
    ObjectNode metadata = (ObjectNode) pod.path("metadata");
    metadata.put("name", object.name() + "-admission");
    ((ObjectNode) pod.path("spec")).remove("serviceAccountName"); // the account may not exist yet
    try {
      api.create(ApiResource.POD, pod, true);
    } catch (ApiFailure e) {
      if (e.status() == 403 && e.message().contains("cannot create resource \"pods\"")) {
        return; // without permission to create pods, the rollout reports the problem
      }
      throw e.problem(
          Message.of("The pods of %s %s would be refused", object.kind(), object.name()),
          api.connection());
    }
  }
}
