package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Trigger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Ingresses of a function's HTTP triggers: one for each class, with a rule for each host. The
 * runtime takes the prefix off the path, so no controller's annotation is needed.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingress</a>
 */
final class Ingresses {
  private Ingresses() {}

  /** Returns the Ingresses by class; the order of the triggers makes no difference. */
  static List<KubernetesObject> of(Function function) {
    return by(function.httpTriggers(), Trigger.Http::ingressClass).values().stream()
        .map(triggers -> ingress(function, triggers))
        .toList();
  }

  private static KubernetesObject ingress(Function function, List<Trigger.Http> triggers) {
    Optional<String> ingressClass = triggers.get(0).ingressClass();
    return Metadata.object(
        ApiResource.INGRESS,
        function,
        Names.ingress(function, ingressClass),
        "spec",
        Fields.of(
            "ingressClassName",
            ingressClass,
            "rules",
            by(triggers, Trigger.Http::host).values().stream()
                .map(host -> rule(function, host))
                .toList(),
            "tls",
            Fields.unlessEmpty(tls(triggers))));
  }

  private static Map<String, Object> rule(Function function, List<Trigger.Http> host) {
    List<Map<String, Object>> paths =
        host.stream()
            .sorted(Comparator.comparing(Trigger.Http::path))
            .map(trigger -> path(function, trigger))
            .toList();
    return Fields.of("host", host.get(0).host(), "http", Map.of("paths", paths));
  }

  private static Map<String, Object> path(Function function, Trigger.Http trigger) {
    Map<String, Object> service =
        Fields.of("name", function.name(), "port", Map.of("number", Names.SERVICE_PORT));
    return Fields.of(
        "path", trigger.path(), "pathType", "Prefix", "backend", Map.of("service", service));
  }

  private static List<Map<String, Object>> tls(List<Trigger.Http> triggers) {
    List<Trigger.Http> secured =
        triggers.stream().filter(trigger -> trigger.tlsSecret().isPresent()).toList();
    return by(secured, Trigger.Http::tlsSecret).entrySet().stream()
        .map(each -> Fields.of("hosts", hosts(each.getValue()), "secretName", each.getKey()))
        .toList();
  }

  /** Returns the hosts of a certificate; null, which means its own names, where none is given. */
  private static @Nullable Object hosts(List<Trigger.Http> triggers) {
    return Fields.unlessEmpty(
        triggers.stream().flatMap(each -> each.host().stream()).sorted().distinct().toList());
  }

  /** Groups triggers by a setting, sorted; those without it come first, under the empty text. */
  private static Map<String, List<Trigger.Http>> by(
      List<Trigger.Http> triggers,
      java.util.function.Function<Trigger.Http, Optional<String>> setting) {
    return triggers.stream()
        .collect(
            Collectors.groupingBy(
                trigger -> setting.apply(trigger).orElse(""), TreeMap::new, Collectors.toList()));
  }
}
