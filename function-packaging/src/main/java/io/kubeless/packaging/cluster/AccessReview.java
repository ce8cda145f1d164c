package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.manifest.ApiResource;
import java.util.Locale;

/**
 * What the user may do in the namespace, according to the API server. All permissions are read with
 * one request. One that is not among them is verified with a request of its own, because not every
 * authorizer can list its rules.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/">
 *     Authorization</a>
 */
public final class AccessReview {
  private static final String PATH = "/apis/authorization.k8s.io/v1/";

  private final KubernetesApi api;
  private final JsonNode rules;

  private AccessReview(KubernetesApi api, JsonNode rules) {
    this.api = api;
    this.rules = rules;
  }

  /** Reads the permissions. If they cannot be read, everything counts as permitted. */
  public static AccessReview of(KubernetesApi api) {
    ObjectNode spec = ApiJson.MAPPER.createObjectNode();
    spec.put("namespace", api.connection().namespace());
    return new AccessReview(api, review(api, "SelfSubjectRulesReview", spec));
  }

  /** Returns whether a verb is permitted for all objects of a resource. */
  public boolean permits(ApiResource resource, String verb) {
    if (rules.isMissingNode() || isInRules(resource, verb)) {
      return true;
    }
    String[] names = resource.plural().split("/", 2);
    ObjectNode spec = ApiJson.MAPPER.createObjectNode();
    ObjectNode attributes = spec.putObject("resourceAttributes");
    attributes.put("namespace", api.connection().namespace());
    attributes.put("group", resource.group());
    attributes.put("resource", names[0]);
    if (names.length > 1) {
      attributes.put("subresource", names[1]);
    }
    attributes.put("verb", verb);
    return review(api, "SelfSubjectAccessReview", spec).path("allowed").asBoolean(true);
  }

  /** Returns the status of a review, which is not stored; missing if the server refuses it. */
  private static JsonNode review(KubernetesApi api, String kind, ObjectNode spec) {
    ObjectNode review = ApiJson.MAPPER.createObjectNode();
    review.put("apiVersion", "authorization.k8s.io/v1");
    review.put("kind", kind);
    review.set("spec", spec);
    String path = PATH + kind.toLowerCase(Locale.ROOT) + "s";
    try {
      return api.call("POST", path, "application/json", ApiJson.write(review)).path("status");
    } catch (ApiFailure e) {
      return ApiJson.read("");
    }
  }

  private boolean isInRules(ApiResource resource, String verb) {
    for (JsonNode rule : rules.path("resourceRules")) {
      if (has(rule.path("apiGroups"), resource.group())
          && has(rule.path("verbs"), verb)
          && (has(rule.path("resources"), resource.plural())
              || has(
                  rule.path("resources"), "*/" + resource.plural().replaceFirst("^[^/]*/", "")))) {
        return true; // also for single objects: the requests for them decide
      }
    }
    return false;
  }

  private static boolean has(JsonNode list, String value) {
    for (JsonNode each : list) {
      if (each.asText().equals(value) || each.asText().equals("*")) {
        return true;
      }
    }
    return false;
  }
}
