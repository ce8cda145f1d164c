package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The HTTPRoutes of a function's HTTP triggers: one for each Gateway and host, with all their
 * paths. The runtime removes the prefix from the path, so no filter is needed.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/api-types/httproute/">HTTPRoute</a>
 */
final class HttpRoutes {
  private HttpRoutes() {}

  /** Returns the HTTPRoutes of triggers that have a Gateway, independent of their order. */
  static List<KubernetesObject> of(Function function, List<HttpTrigger> triggers) {
    Map<List<String>, List<HttpTrigger>> routes =
        triggers.stream()
            .collect(
                Collectors.groupingBy(
                    HttpRoutes::parent,
                    () -> new TreeMap<>(HttpRoutes::compare),
                    Collectors.toList()));
    List<KubernetesObject> objects = new ArrayList<>();
    routes.forEach(
        (parent, own) ->
            objects.add(
                route(function, Names.numbered(function.name(), ".", parent, routes.size()), own)));
    return objects;
  }

  private static List<String> parent(HttpTrigger trigger) {
    return List.of(trigger.gateway().orElseThrow().text(), trigger.host().orElse(""));
  }

  private static int compare(List<String> one, List<String> other) {
    return String.join("\n", one).compareTo(String.join("\n", other));
  }

  private static KubernetesObject route(
      Function function, String name, List<HttpTrigger> triggers) {
    HttpTrigger first = triggers.get(0);
    GatewayReference gateway = first.gateway().orElseThrow();
    return Metadata.object(
        ApiResource.HTTP_ROUTE,
        function,
        name,
        field(
            "spec",
            Fields.of(
                field(
                    "parentRefs",
                    List.of(
                        Fields.of(
                            field("namespace", gateway.namespace()),
                            field("name", gateway.name()),
                            field("sectionName", gateway.listener())))),
                field("hostnames", Fields.unlessEmpty(first.host().stream().toList())),
                field("rules", List.of(rule(function, triggers))))));
  }

  private static Map<String, Object> rule(Function function, List<HttpTrigger> triggers) {
    return Fields.of(
        field(
            "matches",
            triggers.stream()
                .map(HttpTrigger::path)
                .sorted()
                .distinct()
                .map(HttpRoutes::match)
                .toList()),
        field(
            "backendRefs",
            List.of(Fields.of(field("name", function.name()), field("port", Names.SERVICE_PORT)))));
  }

  private static Map<String, Object> match(String path) {
    return Map.of("path", Fields.of(field("type", "PathPrefix"), field("value", path)));
  }
}
