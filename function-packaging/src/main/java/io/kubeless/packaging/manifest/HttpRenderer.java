package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Renders HTTP triggers: as Ingresses, or each as an HTTPTrigger. */
record HttpRenderer() implements TriggerRenderer {

  @Override
  public String type() {
    return "http";
  }

  @Override
  public List<KubernetesObject> objects(Function function, Target target) {
    List<HttpTrigger> triggers = triggers(function);
    return target == Target.KUBERNETES
        ? Ingresses.of(function, triggers)
        : triggers.stream().map(each -> httpTrigger(function, each, triggers.size())).toList();
  }

  private static List<HttpTrigger> triggers(Function function) {
    return function.exposure().triggers(HttpTrigger.class);
  }

  /**
   * Returns an HTTPTrigger. Its name is the function's name, followed by a dot and 6 hexadecimal
   * digits of the hash of class, host and path if there are several.
   */
  private static KubernetesObject httpTrigger(Function function, HttpTrigger trigger, int all) {
    List<String> content =
        List.of(trigger.ingressClass().orElse(""), trigger.host().orElse(""), trigger.path());
    return Metadata.object(
        ApiResource.HTTP_TRIGGER,
        function,
        Names.numbered(function.name(), ".", content, all),
        field(
            "spec",
            Fields.of(
                field("function-name", function.name()),
                field("host-name", trigger.host().orElse("")),
                // its controller adds a slash before it
                field("path", trigger.path().substring(1)),
                field("tls", false),
                field("tls-secret", trigger.tlsSecret().orElse("")),
                field("basic-auth-secret", ""),
                field("gateway", trigger.ingressClass().orElse("")),
                field("cors-enable", false))));
  }

  /** Returns the prefixes, which the runtime removes from the path of a request. */
  @Override
  public SortedMap<String, String> environment(Function function, Target target) {
    SortedMap<String, String> environment = new TreeMap<>();
    String paths =
        triggers(function).stream()
            .map(HttpTrigger::path)
            .filter(path -> !path.equals("/"))
            .distinct()
            .sorted() // so that the order of the triggers does not change the pods
            .collect(Collectors.joining(","));
    if (!paths.isEmpty()) {
      environment.put(RuntimeContract.HTTP_PATHS, paths);
    }
    return environment;
  }

  /** Returns the Secrets of the certificates, which the Ingress controller reads. */
  @Override
  public List<String> secrets(Function function) {
    return triggers(function).stream().flatMap(each -> each.tlsSecret().stream()).toList();
  }

  @Override
  public List<String> calls(Function function) {
    return triggers(function).stream().map(each -> "from outside " + url(each)).toList();
  }

  private static String url(HttpTrigger trigger) {
    return (trigger.tlsSecret().isPresent() ? "https://" : "http://")
        + trigger.host().orElse("<address of the Ingress>")
        + trigger.path();
  }
}
