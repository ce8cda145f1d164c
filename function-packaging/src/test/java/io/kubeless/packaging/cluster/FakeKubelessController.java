package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.manifest.ApiResource;
import java.util.List;
import java.util.Map;

/** Creates Service and Deployment of each Function, as the controller of Kubeless does. */
public final class FakeKubelessController {
  private FakeKubelessController() {}

  public static void on(ObjectStore store) {
    store.controller(
        object -> {
          if (object.path("kind").asText().equals("Function")) {
            store.write(
                ApiResource.SERVICE,
                object.path("metadata").path("name").asText(),
                Map.of("metadata", metadata(object), "spec", Map.of()),
                "kubeless-controller-manager");
            store.write(
                ApiResource.DEPLOYMENT,
                object.path("metadata").path("name").asText(),
                deployment(object),
                "kubeless-controller-manager");
          }
        });
  }

  private static Map<String, Object> deployment(ObjectNode function) {
    return Map.of(
        "metadata",
        metadata(function),
        "spec",
        function.path("spec").path("deployment").path("spec"));
  }

  private static Map<String, Object> metadata(ObjectNode function) {
    JsonNode metadata = function.path("metadata");
    return Map.of(
        "labels",
        metadata.path("labels"),
        "ownerReferences",
        List.of(
            Map.of(
                "apiVersion",
                "kubeless.io/v1beta1",
                "kind",
                "Function",
                "name",
                metadata.path("name").asText(),
                "uid",
                metadata.path("uid").asText())));
  }
}
