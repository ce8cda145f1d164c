package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the state that {@link FieldHandback} needs, and writes its result. */
final class Handbacks {
  private static final int ATTEMPTS = 5;

  private final KubernetesApi api;
  private final String function;

  Handbacks(KubernetesApi api, String function) {
    this.api = api;
    this.function = function;
  }

  /** Returns the rules for an object whose fields the plugin may take back. */
  Optional<FieldHandback> of(KubernetesObject object, JsonNode live) throws ApiFailure {
    if (ApiResource.of(object) != ApiResource.DEPLOYMENT || !foreign(live)) {
      return Optional.empty();
    }
    JsonNode wanted = ApiJson.node(object.content());
    List<JsonNode> sets = api.list(ApiResource.REPLICA_SET, Names.podSelector(function));
    FieldHandback rules = new FieldHandback(live, sets, wanted, !scaledByOthers());
    return rules.managedFields(live).isPresent() ? Optional.of(rules) : Optional.empty();
  }

  private static boolean foreign(JsonNode live) {
    for (JsonNode entry : live.path("metadata").path("managedFields")) {
      if (FieldHandback.mayGiveBack(entry)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether an autoscaler that the plugin did not create scales the Deployment. */
  private boolean scaledByOthers() throws ApiFailure {
    for (JsonNode each : api.list(ApiResource.HORIZONTAL_POD_AUTOSCALER, "")) {
      JsonNode target = each.path("spec").path("scaleTargetRef");
      if (target.path("kind").asText().equals(ApiResource.DEPLOYMENT.kind())
          && target.path("name").asText().equals(function)
          && !LiveObject.isManaged(each)
          && !isOfScaledObject(each)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether KEDA has created an autoscaler for the function's ScaledObject. */
  private boolean isOfScaledObject(JsonNode autoscaler) {
    for (JsonNode owner : autoscaler.path("metadata").path("ownerReferences")) {
      if (owner.path("kind").asText().equals(ApiResource.SCALED_OBJECT.kind())
          && owner.path("name").asText().equals(function)) {
        return true;
      }
    }
    return false;
  }

  /** Makes the plugin the owner of those fields, unless the object changes at the same time. */
  void giveBack(KubernetesObject object) throws ApiFailure {
    for (int attempt = 1; ; attempt++) {
      Optional<JsonNode> live = api.get(ApiResource.of(object), object.name());
      Optional<FieldHandback> rules = live.isPresent() ? of(object, live.get()) : Optional.empty();
      Optional<ArrayNode> fields = rules.flatMap(each -> each.managedFields(live.orElseThrow()));
      if (fields.isEmpty()) {
        return;
      }
      try {
        String version = live.orElseThrow().path("metadata").path("resourceVersion").asText();
        api.merge(
            ApiResource.DEPLOYMENT,
            object.name(),
            Names.MANAGER,
            Map.of("metadata", Map.of("managedFields", fields.get(), "resourceVersion", version)));
        return;
      } catch (ApiFailure e) {
        if (e.status() != 409 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
