package io.kubeless.packaging.config;

import io.kubeless.function.CronJobTrigger;
import io.kubeless.function.CronJobTriggers;
import io.kubeless.function.HttpTrigger;
import io.kubeless.function.HttpTriggers;
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

/** Turns the annotations of a handler into configuration. */
final class AnnotationSource {
  private AnnotationSource() {}

  static Mapping read(FoundHandler handler) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    List<ConfigNode> triggers = new ArrayList<>();
    Origin all = origin("", handler);
    for (FoundAnnotation annotation : handler.annotations()) {
      String type = annotation.type();
      if (type.equals(KubelessFunction.class.getName())) {
        entries.putAll(values(annotation, origin("@KubelessFunction of ", handler)));
      } else if (type.equals(HttpTriggers.class.getName())
          || type.equals(CronJobTriggers.class.getName())) {
        for (Object each : (List<?>) annotation.values().getOrDefault("value", List.of())) {
          triggers.add(trigger((FoundAnnotation) each, handler));
        }
      } else if (type.equals(HttpTrigger.class.getName())
          || type.equals(CronJobTrigger.class.getName())) {
        triggers.add(trigger(annotation, handler));
      }
    }
    if (!triggers.isEmpty()) {
      entries.put("triggers", new Sequence(triggers, triggers.get(0).origin()));
    }
    return new Mapping(entries, all);
  }

  private static ConfigNode trigger(FoundAnnotation annotation, FoundHandler handler) {
    boolean http = annotation.type().equals(HttpTrigger.class.getName());
    Origin origin = origin(http ? "@HttpTrigger of " : "@CronJobTrigger of ", handler);
    Mapping values = new Mapping(values(annotation, origin), origin);
    return new Mapping(Map.of(http ? "http" : "cronjob", values), origin);
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
