package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the controllers of Gateways have accepted the HTTPRoutes of a function. A refusal is
 * an error if it lasts. That no controller reacts is none, because the function runs and a Gateway
 * may be created later.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#routeconditiontype">Conditions of
 *     routes</a>
 */
final class AwaitedRoutes implements Step {
  /** Maximum time in which a controller is expected to react. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** The time after which a refusal lasts: controllers may see an HTTPRoute before its Service. */
  private static final Duration REFUSAL = Duration.ofSeconds(5);

  private final KubernetesApi api;
  private final Duration patience;
  private final Consumer<String> log;
  private final List<String> waiting = new ArrayList<>();
  private boolean accepted = true;
  private @Nullable Instant start;

  /**
   * Creates the step.
   *
   * @param objects the objects of the function, of any kind
   * @param patience maximum time to wait; zero to look once
   * @param log receives one line for each HTTPRoute
   */
  AwaitedRoutes(
      KubernetesApi api, List<KubernetesObject> objects, Duration patience, Consumer<String> log) {
    this.api = api;
    this.patience = patience;
    this.log = log;
    for (KubernetesObject each : objects) {
      if (ApiResource.of(each) == ApiResource.HTTP_ROUTE) {
        waiting.add(each.name());
      }
    }
  }

  @Override
  public boolean advance() throws ApiFailure {
    Instant now = api.timing().now();
    Instant first = start == null ? now : start;
    start = first;
    boolean late = !now.isBefore(first.plus(patience));
    for (String name : List.copyOf(waiting)) {
      Optional<JsonNode> route = api.get(ApiResource.HTTP_ROUTE, name);
      List<JsonNode> parents = route.map(AwaitedRoutes::current).orElse(List.of());
      Optional<JsonNode> refusal = refusal(parents);
      if (!parents.isEmpty() && refusal.isEmpty()) {
        waiting.remove(name);
        log.accept("route     HTTPRoute " + name + " is accepted by " + gateways(parents));
      } else if (refusal.isPresent() && (late || !now.isBefore(first.plus(REFUSAL)))) {
        throw refused(name, parents, refusal.get());
      } else if (late) {
        waiting.remove(name);
        accepted = false;
        log.accept(
            "route     HTTPRoute " + name + " is not accepted yet: no controller has reacted");
      }
    }
    return waiting.isEmpty();
  }

  /** Returns whether no HTTPRoute is left that no controller has accepted. */
  boolean accepted() {
    return accepted;
  }

  /** Returns what controllers have written about the current generation of an HTTPRoute. */
  private static List<JsonNode> current(JsonNode route) {
    long generation = route.path("metadata").path("generation").asLong();
    List<JsonNode> parents = new ArrayList<>();
    for (JsonNode parent : route.path("status").path("parents")) {
      for (JsonNode condition : parent.path("conditions")) {
        if (condition.path("type").asText().equals("Accepted")
            && condition.path("observedGeneration").asLong(generation) >= generation) {
          parents.add(parent);
        }
      }
    }
    return parents;
  }

  private static Optional<JsonNode> refusal(List<JsonNode> parents) {
    for (JsonNode parent : parents) {
      for (JsonNode condition : parent.path("conditions")) {
        if (condition.path("type").asText().matches("Accepted|ResolvedRefs")
            && condition.path("status").asText().equals("False")) {
          return Optional.of(condition);
        }
      }
    }
    return Optional.empty();
  }

  private ProblemException refused(String name, List<JsonNode> parents, JsonNode condition) {
    String reason = condition.path("reason").asText();
    String message = condition.path("message").asText();
    return new ProblemException(
        Problem.of(
                ErrorCode.ROUTE_REJECTED,
                "The Gateway %s does not accept HTTPRoute %s",
                reference(parents.get(0)),
                name)
            .at("HTTPRoute/%s in %s", name, api.connection().namespace())
            .because(
                message.isEmpty()
                    ? Message.verbatim(reason)
                    : Message.of("%s: %s", reason, message))
            .remedy(
                Message.of(
                    "correct gateway or host of the trigger; the listeners are in: kubectl describe gateways.gateway.networking.k8s.io %s -n %s",
                    parents.get(0).path("parentRef").path("name").asText(),
                    namespace(parents.get(0)))));
  }

  private String gateways(List<JsonNode> parents) throws ApiFailure {
    List<String> gateways = new ArrayList<>();
    for (JsonNode parent : parents) {
      gateways.add("the Gateway " + reference(parent) + addresses(parent));
    }
    return String.join(" and ", gateways);
  }

  /** Returns the addresses of a Gateway; empty if it has none, or the user may not read it. */
  private String addresses(JsonNode parent) throws ApiFailure {
    List<String> addresses = new ArrayList<>();
    try {
      String path =
          "/apis/"
              + ApiResource.GATEWAY.apiVersion()
              + "/namespaces/"
              + namespace(parent)
              + "/"
              + ApiResource.GATEWAY.plural();
      for (JsonNode gateway : api.call("GET", path, "", "").path("items")) {
        if (gateway.path("metadata").path("name").equals(parent.path("parentRef").path("name"))) {
          gateway
              .path("status")
              .path("addresses")
              .forEach(each -> addresses.add(each.path("value").asText()));
        }
      }
    } catch (ApiFailure e) {
      if (e.status() != 403 && !e.notFound()) {
        throw e;
      }
    }
    return addresses.isEmpty() ? "" : ", " + String.join(", ", addresses);
  }

  private String namespace(JsonNode parent) {
    return parent.path("parentRef").path("namespace").asText(api.connection().namespace());
  }

  private String reference(JsonNode parent) {
    return namespace(parent) + "/" + parent.path("parentRef").path("name").asText();
  }
}
