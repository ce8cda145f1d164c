package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Trigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the triggers of a function, each with {@code type} and {@code metadata} or in the short
 * form.
 */
final class Triggers {
  private final TriggerTypes types;
  private final List<Problem> problems;

  Triggers(TriggerTypes types, List<Problem> problems) {
    this.types = types;
    this.problems = problems;
  }

  /** Returns the valid triggers, and reports the others. */
  List<Trigger> read(List<ConfigNode> items) {
    List<Read> all = new ArrayList<>();
    for (ConfigNode item : items) {
      Optional<Read> read = trigger(item);
      Optional<TriggerType.Clash> clash =
          read.flatMap(each -> all.stream().flatMap(other -> clash(other, each)).findFirst());
      clash.ifPresent(
          each ->
              problems.add(
                  Problem.of(ErrorCode.INVALID_VALUE, each.what())
                      .at(item.origin())
                      .because(each.why())
                      .remedy(each.remedy())));
      read.filter(each -> clash.isEmpty()).ifPresent(all::add);
    }
    return all.stream().map(Read::trigger).toList();
  }

  private record Read(TriggerType type, Trigger trigger) {}

  private static Stream<TriggerType.Clash> clash(Read one, Read other) {
    return one.type().equals(other.type())
        ? one.type().clash(one.trigger(), other.trigger()).stream()
        : Stream.empty();
  }

  private Optional<Read> trigger(ConfigNode item) {
    if (!(item instanceof Mapping mapping)) {
      problems.add(
          Problem.of(ErrorCode.INVALID_VALUE, "A trigger is not a map")
              .at(item.origin())
              .because("a type is expected")
              .remedy("- http: {path: /}"));
      return Optional.empty();
    }
    if (mapping.get("type").isPresent()) {
      for (String key : mapping.entries().keySet()) {
        if (!key.equals("type") && !key.equals("metadata")) {
          unknown(key, mapping.keyOrigin(key), List.of("type", "metadata"));
        }
      }
      String type =
          new MappingReader(mapping, "triggers.", name -> Optional.empty(), problems)
              .text("type")
              .orElse("");
      return typed(type, mapping.get("metadata"), mapping.keyOrigin("type"));
    }
    if (mapping.entries().size() != 1) {
      problems.add(
          Problem.of(ErrorCode.INVALID_VALUE, "A trigger has %s types", mapping.entries().size())
              .at(item.origin())
              .because("each entry of the list is one trigger")
              .remedy("begin each with a dash: - http: {path: /}"));
      return Optional.empty();
    }
    Map.Entry<String, ConfigNode> only = mapping.entries().entrySet().iterator().next();
    return typed(only.getKey(), Optional.of(only.getValue()), mapping.keyOrigin(only.getKey()));
  }

  private Optional<Read> typed(String name, Optional<ConfigNode> settings, Origin origin) {
    Optional<TriggerType> found = types.find(name);
    if (found.isEmpty()) {
      unknownType(name, origin);
      return Optional.empty();
    }
    TriggerType type = found.get();
    ConfigNode node = settings.orElse(Mapping.empty(origin));
    if (node instanceof Scalar scalar && scalar.value() == null) {
      node = Mapping.empty(origin);
    }
    if (!(node instanceof Mapping mapping)) {
      problems.add(
          Problem.of(ErrorCode.INVALID_VALUE, "The settings of a trigger are not a map")
              .at(node.origin())
              .remedy("- %s: {}", type.name()));
      return Optional.empty();
    }
    Map<String, Key> keys = new LinkedHashMap<>();
    type.keys().forEach(key -> keys.put(key.path(), key));
    checkKeys(mapping, "", keys.keySet());
    int before = problems.size();
    String prefix = "triggers." + type.name() + ".";
    Trigger trigger =
        type.read(
            new MappingReader(
                mapping, prefix, key -> Optional.ofNullable(keys.get(key)), problems));
    return problems.size() == before ? Optional.of(new Read(type, trigger)) : Optional.empty();
  }

  /** Reports keys that are not known, also in the maps of keys with dots. */
  private void checkKeys(Mapping mapping, String prefix, Set<String> known) {
    for (Map.Entry<String, ConfigNode> entry : mapping.entries().entrySet()) {
      String key = prefix + entry.getKey();
      boolean parent = known.stream().anyMatch(each -> each.startsWith(key + "."));
      if (parent && entry.getValue() instanceof Mapping nested) {
        checkKeys(nested, key + ".", known);
      } else if (parent) {
        String first = known.stream().filter(each -> each.startsWith(key + ".")).findFirst().get();
        problems.add(
            Problem.of(ErrorCode.INVALID_VALUE, "%s of a trigger is not a map", key)
                .at(entry.getValue().origin())
                .because("it contains keys such as %s", first)
                .remedy("write %s: {%s: …}", key, first.substring(key.length() + 1)));
      } else if (known.contains(key) && entry.getKey().contains(".")) {
        problems.add(
            Problem.of(ErrorCode.UNKNOWN_KEY, "Unknown key %s of a trigger", key)
                .at(mapping.keyOrigin(entry.getKey()))
                .because("a key with a dot is below another one")
                .remedy("write %s: {%s: …}", (Object[]) key.split("\\.", 2)));
      } else if (!known.contains(key)) {
        unknown(key, mapping.keyOrigin(entry.getKey()), List.copyOf(known));
      }
    }
  }

  private void unknownType(String name, Origin origin) {
    String type = name.toLowerCase(Locale.ROOT);
    List<String> names = types.names();
    int last = names.size() - 1;
    Message known =
        Message.of(
            "this version supports %s and %s",
            String.join(", ", names.subList(0, last)), names.get(last));
    problems.add(
        Problem.of(ErrorCode.TRIGGER_UNKNOWN, "Unknown trigger type %s", name)
            .at(origin)
            .because(known)
            .remedy("write %s", Nearest.of(type, names).orElse(names.get(0))));
  }

  private void unknown(String key, Origin origin, List<String> known) {
    problems.add(
        Problem.of(ErrorCode.UNKNOWN_KEY, "Unknown key %s of a trigger", key)
            .at(origin)
            .because(
                Nearest.of(key, known)
                    .map(near -> Message.of("the nearest known key is %s", near))
                    .orElse(Message.of("known keys are %s", String.join(", ", known))))
            .remedy("write %s", Nearest.of(key, known).orElse(known.get(0))));
  }
}
