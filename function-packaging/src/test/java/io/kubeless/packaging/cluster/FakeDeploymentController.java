package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.manifest.ApiResource;
import java.util.List;
import java.util.Map;

/** Creates the ReplicaSets, ready pods, endpoints and status of each Deployment, immediately. */
public final class FakeDeploymentController {
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

  private final ObjectStore store;

  private FakeDeploymentController(ObjectStore store) {
    this.store = store;
  }

  public static void on(ObjectStore store) {
    FakeDeploymentController controller = new FakeDeploymentController(store);
    store.controller(
        object -> {
          if (object.path("kind").asText().equals("Deployment")) {
            controller.reconcile(object);
          }
        });
  }

  private void reconcile(ObjectNode deployment) {
    JsonNode metadata = deployment.path("metadata");
    String name = metadata.path("name").asText();
    int replicas = deployment.path("spec").path("replicas").asInt(1);
    String hash = hash(deployment);
    String set = name + "-" + hash;
    String revision = metadata.path("annotations").path(REVISION).asText();
    String mine =
        store
            .find(ApiResource.REPLICA_SET, set)
            .map(found -> found.path("metadata").path("annotations").path(REVISION).asText())
            .orElse("");
    store.status(ApiResource.DEPLOYMENT, name, status(metadata, replicas));
    if (!mine.isEmpty() && mine.equals(revision)) {
      return;
    }
    String next = String.valueOf(revision.isEmpty() ? 1 : Integer.parseInt(revision) + 1);
    Map<String, String> annotations = new java.util.HashMap<>();
    if (!mine.isEmpty()) {
      annotations.put("deployment.kubernetes.io/revision-history", mine);
    }
    annotations.put(REVISION, next);
    annotations.put(CHANGE_CAUSE, metadata.path("annotations").path(CHANGE_CAUSE).asText());
    store.write(
        ApiResource.REPLICA_SET,
        set,
        Map.of(
            "metadata",
            Map.of("labels", labels(name, hash), "annotations", annotations),
            "spec",
            Map.of("template", deployment.path("spec").path("template"))),
        "kube-controller-manager");
    pods(name, hash, replicas);
    store.write(
        ApiResource.DEPLOYMENT,
        name,
        Map.of("metadata", Map.of("annotations", Map.of(REVISION, next))),
        "kube-controller-manager");
  }

  public static String hash(JsonNode deployment) {
    return Integer.toHexString(deployment.path("spec").path("template").hashCode());
  }

  private void pods(String name, String hash, int replicas) {
    for (String each : store.names()) {
      if (each.startsWith("Pod/" + name + "-")) {
        store.remove(ApiResource.POD, each.substring(4));
      }
    }
    for (int i = 0; i < replicas; i++) {
      store.write(
          ApiResource.POD,
          name + "-" + hash + "-" + i,
          Map.of("metadata", Map.of("labels", labels(name, hash))),
          "kubelet");
    }
    endpoints(
        store,
        name,
        java.util.stream.IntStream.range(0, replicas)
            .mapToObj(i -> name + "-" + hash + "-" + i)
            .toList());
  }

  /** Adds these pods to the endpoints of the Service. */
  public static void endpoints(ObjectStore store, String service, List<String> pods) {
    store.write(
        ApiResource.ENDPOINT_SLICE,
        service + "-slice",
        Map.of(
            "metadata",
            Map.of("labels", Map.of("kubernetes.io/service-name", service)),
            "endpoints",
            pods.stream()
                .map(
                    pod ->
                        Map.of(
                            "conditions", Map.of("ready", true),
                            "targetRef", Map.of("kind", "Pod", "name", pod)))
                .toList()),
        "kube-controller-manager");
  }

  private static Map<String, String> labels(String name, String hash) {
    return Map.of("created-by", "kubeless", "function", name, "pod-template-hash", hash);
  }

  private static Map<String, Object> status(JsonNode metadata, int replicas) {
    return Map.of(
        "observedGeneration", metadata.path("generation").asLong(),
        "replicas", replicas,
        "updatedReplicas", replicas,
        "availableReplicas", replicas);
  }
}
