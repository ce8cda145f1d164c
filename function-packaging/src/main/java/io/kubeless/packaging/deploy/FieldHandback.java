package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.manifest.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a Deployment that the plugin may set although another manager owns them, because
 * that manager has only restored or scaled what the plugin had set. The managers are {@code kubectl
 * rollout undo}, an autoscaler that is removed, and the plugin's own handover to an autoscaler. The
 * owner is changed in {@code managedFields} before the Deployment is applied, so that fields that
 * are no longer declared are removed.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-side
 *     apply</a>
 */
final class FieldHandback {
  private static final Set<String> KUBECTL = Set.of("kubectl", "kubectl-rollout");
  // The HorizontalPodAutoscaler's controller, and KEDA's for the step from and to no pods.
  private static final Set<String> AUTOSCALERS = Set.of("kube-controller-manager", "keda");
  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String ROLLED_BACK = "deployment.kubernetes.io/revision-history";
  private static final ObjectNode REPLICAS = tree("f:spec", "f:replicas");
  private static final ObjectNode TEMPLATE = tree("f:spec", "f:template");
  private static final ObjectNode CAUSE =
      tree("f:metadata", "f:annotations", "f:" + Names.CHANGE_CAUSE);
  private static final ObjectNode RESTARTED =
      tree(
          "f:spec",
          "f:template",
          "f:metadata",
          "f:annotations",
          "f:kubectl.kubernetes.io/restartedAt");

  private final boolean rolledBack;
  private final boolean replicas;
  private final boolean autoscalerGoes;

  /**
   * Creates the rules for one Deployment.
   *
   * @param live the live Deployment
   * @param replicaSets the ReplicaSets of the function
   * @param wanted the Deployment that will be applied
   * @param autoscalerGoes whether this deployment removes the function's autoscaler
   */
  FieldHandback(
      JsonNode live, List<JsonNode> replicaSets, JsonNode wanted, boolean autoscalerGoes) {
    this.rolledBack = rolledBack(live, replicaSets);
    this.replicas = wanted.path("spec").has("replicas");
    this.autoscalerGoes = autoscalerGoes;
  }

  /** Returns whether the live template is that of an earlier revision that was rolled out again. */
  private static boolean rolledBack(JsonNode live, List<JsonNode> replicaSets) {
    String revision = live.path("metadata").path("annotations").path(REVISION).asText();
    return replicaSets.stream()
        .map(set -> set.path("metadata").path("annotations"))
        .anyMatch(each -> each.path(REVISION).asText().equals(revision) && each.has(ROLLED_BACK));
  }

  /**
   * Returns {@code managedFields} in which the plugin owns those fields; empty if nothing has to
   * change.
   */
  Optional<ArrayNode> managedFields(JsonNode live) {
    JsonNode entries = live.path("metadata").path("managedFields");
    ObjectNode own = ApiJson.MAPPER.createObjectNode();
    ArrayNode changed = ApiJson.MAPPER.createArrayNode();
    boolean moved = false;
    for (JsonNode entry : entries) {
      ObjectNode rest = entry.deepCopy();
      for (ObjectNode part : parts(entry)) {
        JsonNode fields = rest.path("fieldsV1");
        ObjectNode taken = intersection(fields, part);
        if (!taken.isEmpty() && fields instanceof ObjectNode left) {
          remove(left, taken);
          union(own, taken);
          moved = true;
        }
      }
      if (!rest.path("fieldsV1").isEmpty()) {
        changed.add(rest);
      }
    }
    for (JsonNode entry : changed) {
      if (isOurs(entry) && entry.path("fieldsV1") instanceof ObjectNode fields) {
        union(fields, own);
        return moved ? Optional.of(changed) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isOurs(JsonNode entry) {
    return entry.path("manager").asText().equals(Names.MANAGER)
        && entry.path("operation").asText().equals("Apply");
  }

  /** Returns whether a field may be set although its manager has set another value. */
  boolean covers(FieldConflicts.Field field) {
    boolean rollback =
        rolledBack
            && KUBECTL.contains(field.manager())
            && (field.path().startsWith(".spec.template")
                || field.path().contains(Names.CHANGE_CAUSE));
    boolean scaling =
        replicas
            && field.path().equals(".spec.replicas")
            && (field.manager().equals(ReplicaHandover.MANAGER)
                || (autoscalerGoes && AUTOSCALERS.contains(field.manager())));
    return rollback || scaling;
  }

  /**
   * Returns whether an entry of {@code managedFields} belongs to a manager whose fields the plugin
   * may take back.
   */
  static boolean mayGiveBack(JsonNode entry) {
    String manager = entry.path("manager").asText();
    boolean scale = entry.path("subresource").asText().equals("scale");
    return entry.path("subresource").asText().isEmpty()
        ? KUBECTL.contains(manager) || manager.equals(ReplicaHandover.MANAGER)
        : scale && AUTOSCALERS.contains(manager);
  }

  /** Returns the fields that the plugin takes back from an entry. */
  private List<ObjectNode> parts(JsonNode entry) {
    String manager = entry.path("manager").asText();
    boolean scale = entry.path("subresource").asText().equals("scale");
    boolean update = entry.path("operation").asText().equals("Update");
    List<ObjectNode> parts = new ArrayList<>();
    if (rolledBack && update && !scale && KUBECTL.contains(manager)) {
      ObjectNode template = intersection(entry.path("fieldsV1"), TEMPLATE);
      remove(template, RESTARTED);
      parts.add(template);
      parts.add(CAUSE);
    }
    if (replicas
        && (manager.equals(ReplicaHandover.MANAGER)
            || (autoscalerGoes && scale && AUTOSCALERS.contains(manager)))) {
      parts.add(REPLICAS);
    }
    return parts;
  }

  private static ObjectNode tree(String... path) {
    ObjectNode root = ApiJson.MAPPER.createObjectNode();
    ObjectNode node = root;
    for (String step : path) {
      node = node.putObject(step);
    }
    return root;
  }

  /**
   * Returns the fields that are also in another set of fields, whose leaves include everything
   * below them.
   */
  private static ObjectNode intersection(JsonNode fields, JsonNode part) {
    ObjectNode common = ApiJson.MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> each : part.properties()) {
      JsonNode found = fields.path(each.getKey());
      if (found.isMissingNode()) {
        continue;
      }
      if (each.getValue().isEmpty()) {
        common.set(each.getKey(), found.deepCopy());
      } else {
        ObjectNode inner = intersection(found, each.getValue());
        if (!inner.isEmpty()) {
          common.set(each.getKey(), inner);
        }
      }
    }
    return common;
  }

  private static void remove(ObjectNode fields, JsonNode part) {
    for (Map.Entry<String, JsonNode> each : part.properties()) {
      if (fields.path(each.getKey()) instanceof ObjectNode found) {
        if (!each.getValue().isEmpty()) {
          remove(found, each.getValue());
        }
        boolean empty = found.isEmpty() || (found.size() == 1 && found.has("."));
        if (empty || each.getValue().isEmpty()) {
          fields.remove(each.getKey());
        }
      }
    }
  }

  private static void union(ObjectNode fields, JsonNode further) {
    for (Map.Entry<String, JsonNode> each : further.properties()) {
      if (fields.path(each.getKey()) instanceof ObjectNode found) {
        union(found, each.getValue());
      } else {
        fields.set(each.getKey(), each.getValue().deepCopy());
      }
    }
  }
}
