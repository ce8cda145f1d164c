package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;
import java.util.Optional;

/** Keeps the current number of replicas when an autoscaler replaces the number in the manifest. */
final class ReplicaHandover {
  static final String MANAGER = Names.MANAGER + "-handover";

  private final KubernetesApi api;

  ReplicaHandover(KubernetesApi api) {
    this.api = api;
  }

  /** Assigns the current number to a manager that owns it until the autoscaler sets its own. */
  void handOver(Revision revision) throws ApiFailure {
    boolean scaled =
        revision.manifests().objects().stream()
            .anyMatch(each -> ApiResource.of(each).isAutoscaler());
    Optional<JsonNode> live = api.get(ApiResource.DEPLOYMENT, revision.function());
    if (!scaled || live.isEmpty() || !ownsReplicas(live.get())) {
      return;
    }
    KubernetesObject replicas =
        new KubernetesObject(
            Map.of(
                "apiVersion",
                ApiResource.DEPLOYMENT.apiVersion(),
                "kind",
                ApiResource.DEPLOYMENT.kind(),
                "metadata",
                Map.of("name", revision.function()),
                "spec",
                Map.of("replicas", live.get().path("spec").path("replicas").asInt())));
    api.apply(replicas, MANAGER, true, false);
  }

  private static boolean ownsReplicas(JsonNode live) {
    for (JsonNode fields : live.path("metadata").path("managedFields")) {
      if (fields.path("manager").asText().equals(Names.MANAGER)
          && fields.path("fieldsV1").path("f:spec").has("f:replicas")) {
        return true;
      }
    }
    return false;
  }
}
