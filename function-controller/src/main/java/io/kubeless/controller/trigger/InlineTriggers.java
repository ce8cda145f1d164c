package io.kubeless.controller.trigger;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The list {@code triggers} of a Function, each as the trigger resource with the same meaning. The
 * name of a resource is that in the metadata, or that of the plugin's objects; if there are several
 * of a type, it ends with a hash of the metadata, so that it does not depend on the order.
 */
record InlineTriggers(TargetFunction function) {
  private static final Map<String, String> KINDS =
      Map.of(
          "http", TriggerResource.HTTP,
          "cronjob", TriggerResource.CRON_JOB,
          "cronjobsource", TriggerResource.CRON_JOB,
          "schedule", TriggerResource.CRON_JOB,
          "kafka", TriggerResource.KAFKA,
          "nats", TriggerResource.NATS);

  /** The names of fields in the article, by those of the resources. */
  private static final Map<String, List<String>> OTHER_NAMES =
      Map.of(
          "host-name", List.of("host"),
          "topic", List.of("subject"),
          "servers", List.of("brokers"));

  /**
   * Returns the resources, in order.
   *
   * @throws ProblemException if a type is unknown
   */
  List<TriggerResource> all() {
    return function.triggers().stream().map(this::resource).toList();
  }

  private TriggerResource resource(Map<String, Object> entry) {
    String kind = kind(entry);
    Map<String, Object> metadata = TriggerResource.map(entry.get("metadata"));
    Map<String, Object> spec = new LinkedHashMap<>(metadata);
    spec.remove("name");
    OTHER_NAMES.forEach(
        (name, others) ->
            others.forEach(
                other -> {
                  Object value = spec.remove(other);
                  if (value != null) {
                    spec.putIfAbsent(name, value);
                  }
                }));
    spec.put("function-name", function.name());
    Map<String, Object> own = TriggerResource.map(function.resource().content().get("metadata"));
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("name", name(kind, metadata, spec));
    named.put("namespace", function.namespace());
    Optional.ofNullable(own.get("labels")).ifPresent(labels -> named.put("labels", labels));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("apiVersion", "kubeless.io/v1beta1");
    content.put("kind", kind);
    content.put("metadata", named);
    content.put("spec", spec);
    return new TriggerResource(new KubernetesObject(content));
  }

  private String kind(Map<String, Object> entry) {
    String type = String.valueOf(entry.get("type"));
    String kind = KINDS.get(type.toLowerCase(Locale.ROOT));
    if (kind == null) {
      throw new ProblemException(
          Problem.of(ErrorCode.TRIGGER_INVALID, "the type of a trigger is not valid: %s", type)
              .at("function/%s", function.name())
              .because("spec.triggers has the types http, cronjob, kafka and nats")
              .remedy("correct it: kubectl edit function/%s", function.name()));
    }
    return kind;
  }

  private String name(String kind, Map<String, Object> metadata, Map<String, Object> spec) {
    if (metadata.get("name") instanceof String name && !name.isEmpty()) {
      return name;
    }
    if (kind.equals(TriggerResource.KAFKA) || kind.equals(TriggerResource.NATS)) {
      String topic = String.valueOf(spec.get("topic")).toLowerCase(Locale.ROOT);
      return function.name() + "." + topic.replaceAll("[^a-z0-9.-]+", "-").replaceAll("[.-]+$", "");
    }
    long all = function.triggers().stream().filter(each -> kind(each).equals(kind)).count();
    String base = function.name() + (kind.equals(TriggerResource.CRON_JOB) ? "-cron" : "");
    return all == 1 ? base : base + "-" + ForwarderObjects.hash(new TreeMap<>(metadata) + "");
  }
}
