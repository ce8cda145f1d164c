package io.kubeless.packaging.config;

import io.kubeless.packaging.manifest.GatewayReference;
import io.kubeless.packaging.manifest.HttpTrigger.Route;
import io.kubeless.packaging.model.Message;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The keys of an HTTP trigger that choose between an Ingress and the Gateway API.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/">Gateway API</a>
 */
final class RouteKeys {
  private RouteKeys() {}

  static List<Key> keys() {
    return List.of(
        new Key(
            "route",
            "ingress; gateway if that key is set",
            "Object that routes the requests: an Ingress, an HTTPRoute of the Gateway API, or what the cluster has.",
            "auto",
            List.of("ingress", "gateway", "auto")),
        new Key(
            "gateway",
            Key.Type.TEXT,
            "required with route: gateway; with auto, the only one that accepts the trigger",
            "Gateway of the HTTPRoute: name, namespace/name, or namespace/name/listener.",
            "infra/public"));
  }

  /** Returns the route, and reports keys that belong to another one. */
  static Route route(MappingReader values) {
    Optional<String> written = values.word("route");
    Route route =
        written
            .map(word -> Route.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(values.has("gateway") ? Route.GATEWAY : Route.INGRESS);
    if (route == Route.GATEWAY) {
      refuse(
          values,
          "tls",
          Message.of("the certificate belongs to a listener of the Gateway"),
          Message.of("remove tls, and name the Secret in the listener of the Gateway"));
      refuse(
          values,
          "class",
          Message.of("an HTTPRoute has no class; its Gateway has a GatewayClass"),
          Message.of("remove class"));
      if (!values.has("gateway")) {
        values.wrong(
            "gateway",
            Message.of("is missing"),
            Message.of("route is gateway, and an HTTPRoute names its Gateway"),
            Message.of("write for example gateway: infra/public, or route: auto"));
      }
    } else if (written.isPresent() && route == Route.INGRESS && values.has("gateway")) {
      values.wrong(
          "gateway",
          Message.of("is set and route is ingress"),
          Message.of("an Ingress has no Gateway"),
          Message.of("remove one of the two"));
    }
    return route;
  }

  private static void refuse(MappingReader values, String key, Message why, Message remedy) {
    if (values.has(key)) {
      values.wrong(key, Message.of("is set for an HTTPRoute"), why, remedy);
    }
  }

  static Optional<GatewayReference> gateway(MappingReader values) {
    Optional<String> text = values.text("gateway");
    if (text.isPresent() && !valid(text.get())) {
      values.wrong(
          "gateway",
          Message.of("is not valid: %s", text.get()),
          Message.of("name, namespace/name or namespace/name/listener is expected"),
          Message.of("write for example gateway: infra/public"));
      return Optional.empty();
    }
    return text.map(RouteKeys::reference);
  }

  private static boolean valid(String text) {
    String[] parts = text.split("/", -1);
    boolean valid = parts.length <= 3;
    for (int i = 0; i < parts.length; i++) {
      boolean namespace = parts.length > 1 && i == 0;
      valid &= (namespace ? DnsNames.LABEL : DnsNames.SUBDOMAIN).matcher(parts[i]).matches();
    }
    return valid;
  }

  private static GatewayReference reference(String text) {
    String[] parts = text.split("/");
    return parts.length == 1
        ? new GatewayReference(Optional.empty(), text, Optional.empty())
        : new GatewayReference(
            Optional.of(parts[0]),
            parts[1],
            parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
  }
}
