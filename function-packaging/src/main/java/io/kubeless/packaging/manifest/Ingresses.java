package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Ingresses of a function's HTTP triggers: one for each class, with a rule for each host. The
 * runtime removes the prefix from the path, so no annotation for a controller is needed.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingress</a>
 */
final class Ingresses {
  private Ingresses() {}

  /** Returns the Ingresses by class, independent of the order of the triggers. */
  static List<KubernetesObject> of(Function function, List<HttpTrigger> triggers) {
    Map<String, List<HttpTrigger>> classes = by(triggers, HttpTrigger::ingressClass);
    return classes.entrySet().stream()
        .map(
            each ->
                ingress(function, name(function, each.getKey(), classes.size()), each.getValue()))
        .toList();
  }

  /**
   * Returns the name of the Ingress of a class. It is the function's name, followed by a dot and
   * the class if the function has several Ingresses. Names of functions contain no dots.
   */
  private static String name(Function function, String ingressClass, int classes) {
    return classes == 1 || ingressClass.isEmpty()
        ? function.name()
        : function.name() + "." + ingressClass;
  }

  private static KubernetesObject ingress(
      Function function, String name, List<HttpTrigger> triggers) {
    return Metadata.object(
        ApiResource.INGRESS,
        function,
        name,
        field(
            "spec",
            Fields.of(
                field("ingressClassName", triggers.get(0).ingressClass()),
                field(
                    "rules",
                    by(triggers, HttpTrigger::host).values().stream()
                        .map(host -> rule(function, host))
                        .toList()),
                field("tls", Fields.unlessEmpty(tls(triggers))))));
  }

  private static Map<String, Object> rule(Function function, List<HttpTrigger> host) {
    List<Map<String, Object>> paths =
        host.stream()
            .sorted(Comparator.comparing(HttpTrigger::path))
            .map(trigger -> path(function, trigger))
            .toList();
    return Fields.of(field("host", host.get(0).host()), field("http", Map.of("paths", paths)));
  }

  private static Map<String, Object> path(Function function, HttpTrigger trigger) {
    Map<String, Object> service =
        Fields.of(
            field("name", function.name()), field("port", Map.of("number", Names.SERVICE_PORT)));
    return Fields.of(
        field("path", trigger.path()),
        field("pathType", "Prefix"),
        field("backend", Map.of("service", service)));
  }

  private static List<Map<String, Object>> tls(List<HttpTrigger> triggers) {
    List<HttpTrigger> secured =
        triggers.stream().filter(trigger -> trigger.tlsSecret().isPresent()).toList();
    return by(secured, HttpTrigger::tlsSecret).entrySet().stream()
        .map(
            each ->
                Fields.of(
                    field("hosts", hosts(each.getValue())), field("secretName", each.getKey())))
        .toList();
  }

  /**
   * Returns the hosts of a certificate; null, which means the names in the certificate, if no host
   * is set.
   */
  private static @Nullable Object hosts(List<HttpTrigger> triggers) {
    return Fields.unlessEmpty(
        triggers.stream().flatMap(each -> each.host().stream()).sorted().distinct().toList());
  }

  /** Groups triggers by a setting, sorted. Triggers without it are first, under the empty text. */
  private static Map<String, List<HttpTrigger>> by(
      List<HttpTrigger> triggers,
      java.util.function.Function<HttpTrigger, Optional<String>> setting) {
    return triggers.stream()
        .collect(
            Collectors.groupingBy(
                trigger -> setting.apply(trigger).orElse(""), TreeMap::new, Collectors.toList()));
  }
}
