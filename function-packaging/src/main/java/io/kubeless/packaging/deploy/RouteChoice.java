package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.GatewayReference;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.HttpTrigger.Route;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Chooses between an HTTPRoute and an Ingress for HTTP triggers with {@code route: auto}, as the
 * cluster has a Gateway for them or not. Gateways that the user may not list do not exist for this
 * choice.
 */
final class RouteChoice {
  private final KubernetesApi api;
  private final Consumer<String> log;
  private final Map<String, Found> known = new TreeMap<>();

  /**
   * Gateways that the user may list.
   *
   * @param forbidden whether the user may list none
   * @param reason why none of them is chosen, if so
   */
  private record Found(List<JsonNode> gateways, boolean forbidden, String reason) {
    Found(List<JsonNode> gateways, String reason) {
      this(gateways, false, reason);
    }
  }

  /**
   * Creates a choice.
   *
   * @param log receives one line for each trigger
   */
  RouteChoice(KubernetesApi api, Consumer<String> log) {
    this.api = api;
    this.log = log;
  }

  /**
   * Returns a function in which no trigger has {@code route: auto}.
   *
   * @throws ProblemException if several Gateways accept a trigger
   */
  Function resolve(Function function) throws ApiFailure {
    List<Trigger> triggers = new ArrayList<>();
    for (Trigger each : function.exposure().triggers()) {
      triggers.add(
          each instanceof HttpTrigger http && http.route() == Route.AUTO
              ? resolve(function, http)
              : each);
    }
    return function.withTriggers(triggers);
  }

  private Trigger resolve(Function function, HttpTrigger trigger) throws ApiFailure {
    Found found = gateways(trigger.gateway());
    List<GatewayReference> accepting = accepting(trigger, found.gateways());
    if (accepting.size() > 1) {
      throw new ProblemException(
          Problem.of(ErrorCode.SEVERAL_GATEWAYS, "Several Gateways accept %s", trigger.address())
              .at("function %s", function.name())
              .because(
                  "route is auto, and these accept it: %s",
                  accepting.stream().map(GatewayReference::text).collect(Collectors.joining(", ")))
              .remedy("name one: gateway: %s, or write route: ingress", accepting.get(0).text()));
    }
    boolean none = accepting.isEmpty();
    log.accept(
        "route     "
            + trigger.address()
            + (none
                ? " as Ingress: " + found.reason()
                : " through the Gateway " + accepting.get(0).text()));
    return none ? trigger.withIngress() : trigger.withGateway(accepting.get(0));
  }

  /**
   * Returns the Gateways that accept a trigger. A listener is named only if the trigger requires
   * it: if it was configured, or is the one with TLS.
   */
  private List<GatewayReference> accepting(HttpTrigger trigger, List<JsonNode> gateways)
      throws ApiFailure {
    Optional<GatewayReference> wanted = trigger.gateway();
    List<GatewayReference> accepting = new ArrayList<>();
    for (JsonNode gateway : gateways) {
      JsonNode metadata = gateway.path("metadata");
      GatewayListeners listeners =
          new GatewayListeners(gateway, api.connection().namespace(), labels());
      List<String> names = listeners.accepting(trigger, wanted.flatMap(GatewayReference::listener));
      if (!names.isEmpty() && listeners.run()) {
        accepting.add(
            new GatewayReference(
                Optional.of(metadata.path("namespace").asText()),
                metadata.path("name").asText(),
                trigger.tlsSecret().isPresent()
                    ? Optional.of(names.get(0))
                    : wanted.flatMap(GatewayReference::listener)));
      }
    }
    return accepting;
  }

  private Found gateways(Optional<GatewayReference> wanted) throws ApiFailure {
    String own = "/namespaces/" + api.connection().namespace();
    if (wanted.isPresent()) {
      Found found = list(wanted.get().namespace().map(each -> "/namespaces/" + each).orElse(own));
      return new Found(
          found.gateways().stream()
              .filter(
                  each -> each.path("metadata").path("name").asText().equals(wanted.get().name()))
              .toList(),
          found.gateways().isEmpty()
              ? found.reason()
              : "the Gateway " + wanted.get().text() + " does not exist, or does not accept it");
    }
    Found all = list("");
    return all.forbidden() ? list(own) : all;
  }

  /** Returns the Gateways of a namespace, or of all. */
  private Found list(String namespace) throws ApiFailure {
    Found cached = known.get(namespace);
    if (cached == null) {
      cached = request(namespace);
      known.put(namespace, cached);
    }
    return cached;
  }

  private Found request(String namespace) throws ApiFailure {
    String path =
        "/apis/"
            + ApiResource.GATEWAY.apiVersion()
            + namespace
            + "/"
            + ApiResource.GATEWAY.plural();
    List<JsonNode> gateways = new ArrayList<>();
    try {
      api.call("GET", path, "", "").path("items").forEach(gateways::add);
    } catch (ApiFailure e) {
      if (e.notFound()) {
        return new Found(List.of(), "the cluster does not serve Gateways");
      }
      if (e.status() == 403) {
        return new Found(List.of(), true, "the user may not list Gateways");
      }
      throw e;
    }
    String where = namespace.isEmpty() ? "cluster" : "namespace";
    return new Found(
        gateways,
        gateways.isEmpty()
            ? "the " + where + " has no Gateway"
            : "no Gateway of the " + where + " accepts it");
  }

  private Map<String, String> labels() throws ApiFailure {
    Map<String, String> labels = new TreeMap<>();
    try {
      api.call("GET", "/api/v1/namespaces/" + api.connection().namespace(), "", "")
          .path("metadata")
          .path("labels")
          .properties()
          .forEach(each -> labels.put(each.getKey(), each.getValue().asText()));
    } catch (ApiFailure e) {
      if (e.status() != 403) {
        throw e;
      }
    }
    return labels;
  }
}
