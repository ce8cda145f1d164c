package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.HttpTrigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listeners of a Gateway that accept an HTTPRoute.
 *
 * @param gateway the Gateway, as the API server returns it
 * @param namespace the namespace of the HTTPRoute
 * @param labels the labels of that namespace; empty if they may not be read
 * @see <a
 *     href="https://gateway-api.sigs.k8s.io/concepts/api-overview/#attaching-routes-to-gateways">
 *     Attaching routes to Gateways</a>
 */
record GatewayListeners(JsonNode gateway, String namespace, Map<String, String> labels) {

  /** Returns whether a controller runs the Gateway. */
  boolean run() {
    for (JsonNode condition : gateway.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Accepted")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /** Returns the names of the listeners that accept a trigger, with TLS if it has a certificate. */
  List<String> accepting(HttpTrigger trigger, Optional<String> listener) {
    List<String> names = new ArrayList<>();
    for (JsonNode each : gateway.path("spec").path("listeners")) {
      String name = each.path("name").asText();
      String protocol = each.path("protocol").asText();
      if (listener.filter(wanted -> !wanted.equals(name)).isEmpty()
          && (protocol.equals("HTTPS")
              || (protocol.equals("HTTP") && trigger.tlsSecret().isEmpty()))
          && permitsKind(each.path("allowedRoutes").path("kinds"))
          && permitsNamespace(each.path("allowedRoutes").path("namespaces"))
          && intersect(each.path("hostname").asText(""), trigger.host().orElse(""))) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean permitsKind(JsonNode kinds) {
    boolean permits = kinds.isEmpty();
    for (JsonNode each : kinds) {
      permits |= each.path("kind").asText().equals("HTTPRoute");
    }
    return permits;
  }

  private boolean permitsNamespace(JsonNode namespaces) {
    return switch (namespaces.path("from").asText("Same")) {
      case "All" -> true;
      case "Same" -> gateway.path("metadata").path("namespace").asText().equals(namespace);
      case "Selector" -> selects(namespaces.path("selector"));
      default -> false;
    };
  }

  private boolean selects(JsonNode selector) {
    for (Map.Entry<String, JsonNode> each : selector.path("matchLabels").properties()) {
      if (!each.getValue().asText().equals(labels.get(each.getKey()))) {
        return false;
      }
    }
    for (JsonNode each : selector.path("matchExpressions")) {
      if (!matches(each)) {
        return false;
      }
    }
    return !labels.isEmpty();
  }

  private boolean matches(JsonNode expression) {
    String value = labels.get(expression.path("key").asText());
    boolean listed = false;
    for (JsonNode each : expression.path("values")) {
      listed |= each.asText().equals(value);
    }
    return switch (expression.path("operator").asText()) {
      case "In" -> listed;
      case "NotIn" -> !listed;
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }

  /**
   * Returns whether two host names, each of which may be a wildcard or empty, have one in common.
   */
  private static boolean intersect(String one, String other) {
    if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
      return true;
    }
    return covers(one, other) || covers(other, one);
  }

  private static boolean covers(String wildcard, String host) {
    return wildcard.startsWith("*.") && host.endsWith(wildcard.substring(1));
  }
}
