package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trigger resource with any content: objects that were stored before there was a schema may have
 * fields of other types.
 *
 * @param object the resource
 */
record TriggerResource(KubernetesObject object) {
  static final String HTTP = "HTTPTrigger";
  static final String CRON_JOB = "CronJobTrigger";
  static final String KAFKA = "KafkaTrigger";
  static final String NATS = "NATSTrigger";

  String kind() {
    return object.kind();
  }

  String name() {
    return object.name();
  }

  String namespace() {
    return String.valueOf(map(object.content().get("metadata")).get("namespace"));
  }

  /** Returns whether the trigger names its function; otherwise it selects functions by labels. */
  boolean namesFunction() {
    return kind().equals(HTTP) || kind().equals(CRON_JOB);
  }

  /** Returns the labels without those by which the controller finds objects and pods. */
  SortedMap<String, String> labels() {
    SortedMap<String, String> labels = texts("labels");
    labels.keySet().removeAll(Names.RESERVED);
    return labels;
  }

  /** Returns the annotations without those of this project and of kubectl. */
  SortedMap<String, String> annotations() {
    SortedMap<String, String> annotations = texts("annotations");
    annotations
        .keySet()
        .removeIf(
            name ->
                name.startsWith(Names.DOMAIN + "/") || name.startsWith("kubectl.kubernetes.io/"));
    return annotations;
  }

  private SortedMap<String, String> texts(String name) {
    SortedMap<String, String> texts = new TreeMap<>();
    map(map(object.content().get("metadata")).get(name))
        .forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  Map<String, Object> spec() {
    return map(object.content().get("spec"));
  }

  /** Returns a text; absent also if it is empty. */
  Optional<String> text(String field) {
    Object value = spec().get(field);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value).filter(text -> !text.isEmpty());
    }
    throw invalid(field, value, Message.of("it is not a text in quotes"));
  }

  /** Returns a text that must not be missing. */
  String required(String field, String example) {
    return text(field)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(ErrorCode.TRIGGER_INVALID, "spec.%s is missing or empty", field)
                        .at("%s", reference())
                        .remedy("add %s: kubectl edit %s", example, reference())));
  }

  /** Returns whether a field is true. */
  boolean flag(String field) {
    Object value = spec().get(field);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw invalid(field, value, Message.of("it is not true or false without quotes"));
  }

  ProblemException invalid(String field, Object value, Message why) {
    return new ProblemException(
        Problem.of(ErrorCode.TRIGGER_INVALID, "spec.%s is not valid: %s", field, value)
            .at("%s", reference())
            .because(why)
            .remedy("correct it: kubectl edit %s", reference()));
  }

  /** Returns a problem of a setting that cannot be served. */
  ProblemException unsupported(Message what, Message why, Message remedy) {
    return new ProblemException(
        Problem.of(ErrorCode.TRIGGER_UNSUPPORTED, what)
            .at("%s", reference())
            .because(why)
            .remedy(remedy));
  }

  /** Returns the name for kubectl, such as {@code httptrigger/hello}. */
  String reference() {
    return kind().toLowerCase(Locale.ROOT) + "/" + name();
  }

  /** Returns a map; empty if the value is none. */
  @SuppressWarnings("unchecked") // keys of JSON maps are texts
  static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
  }

  /** Returns the maps of a list; empty if the value is none. */
  static List<Map<String, Object>> maps(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(TriggerResource::map).toList()
        : List.of();
  }
}
