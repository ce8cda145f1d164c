package io.kubeless.packaging.config;

import io.kubeless.function.KubelessFunction;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.discovery.FoundAnnotation;
import io.kubeless.packaging.discovery.FoundHandler;
import io.kubeless.packaging.model.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts the annotations of a handler to configuration. */
final class AnnotationSource {
  private final TriggerTypes types;

  AnnotationSource(TriggerTypes types) {
    this.types = types;
  }

  Mapping read(FoundHandler handler) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    List<ConfigNode> triggers = new ArrayList<>();
    for (FoundAnnotation annotation : handler.annotations()) {
      if (annotation.type().equals(KubelessFunction.class.getName())) {
        entries.putAll(values(annotation, origin("@KubelessFunction of ", handler)));
      }
      types
          .ofAnnotation(annotation.type())
          .ifPresent(type -> triggers.addAll(triggers(type, annotation, handler)));
    }
    if (!triggers.isEmpty()) {
      entries.put("triggers", new Sequence(triggers, triggers.get(0).origin()));
    }
    return new Mapping(entries, origin("", handler));
  }

  /** Returns one trigger for an annotation, or several for a container annotation. */
  private static List<ConfigNode> triggers(
      TriggerType type, FoundAnnotation annotation, FoundHandler handler) {
    Origin origin = origin("@" + type.annotation().getSimpleName() + " of ", handler);
    List<FoundAnnotation> each =
        annotation.type().equals(type.annotation().getName())
            ? List.of(annotation)
            : contained(annotation);
    return each.stream()
        .<ConfigNode>map(
            one ->
                new Mapping(Map.of(type.name(), new Mapping(values(one, origin), origin)), origin))
        .toList();
  }

  private static List<FoundAnnotation> contained(FoundAnnotation container) {
    return container.values().getOrDefault("value", List.of()) instanceof List<?> list
        ? list.stream().map(FoundAnnotation.class::cast).toList()
        : List.of();
  }

  private static Map<String, ConfigNode> values(FoundAnnotation annotation, Origin origin) {
    Map<String, ConfigNode> values = new LinkedHashMap<>();
    annotation
        .values()
        .forEach(
            (name, value) -> {
              String text = String.valueOf(value);
              if (!text.isEmpty() && !(value instanceof Integer number && number == 0)) {
                values.put(name, new Scalar(text, origin));
              }
            });
    return values;
  }

  private static Origin origin(String annotation, FoundHandler handler) {
    return Origin.of(annotation + handler.place());
  }
}
