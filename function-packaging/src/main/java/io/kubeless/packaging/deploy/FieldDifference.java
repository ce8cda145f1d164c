package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A field whose value differs.
 *
 * @param path such as {@code spec.template.spec.containers[hello].image}
 * @param before the live value; absent if there is none
 * @param after the wanted value; absent if the field is removed
 */
public record FieldDifference(String path, Optional<JsonNode> before, Optional<JsonNode> after) {
  /** The fields by which the API server merges the elements of lists. */
  private static final List<String> KEYS = List.of("mountPath", "name", "containerPort", "key");

  /** Returns the different leaves of two objects. An absent object has no fields. */
  static List<FieldDifference> between(Optional<JsonNode> before, Optional<JsonNode> after) {
    List<FieldDifference> differences = new ArrayList<>();
    collect("", before, after, differences);
    return differences;
  }

  private static void collect(
      String path,
      Optional<JsonNode> before,
      Optional<JsonNode> after,
      List<FieldDifference> differences) {
    if (before.equals(after)) {
      return;
    }
    Map<String, JsonNode> old = children(before);
    Map<String, JsonNode> next = children(after);
    if (old.isEmpty() && next.isEmpty()) {
      differences.add(new FieldDifference(path, before, after));
      return;
    }
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(next.keySet());
    for (String name : names) {
      collect(
          name.startsWith("[") || path.isEmpty() ? path + name : path + "." + name,
          Optional.ofNullable(old.get(name)),
          Optional.ofNullable(next.get(name)),
          differences);
    }
  }

  /** Returns the members of an object, or the elements of a list by their key or position. */
  private static Map<String, JsonNode> children(Optional<JsonNode> value) {
    Map<String, JsonNode> children = new LinkedHashMap<>();
    if (value.isPresent() && value.get().isObject()) {
      value.get().properties().forEach(each -> children.put(each.getKey(), each.getValue()));
    } else if (value.isPresent()) {
      for (JsonNode element : value.get()) {
        String key =
            KEYS.stream()
                .map(name -> element.path(name).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(String.valueOf(children.size()));
        children.put(
            "[" + (children.containsKey("[" + key + "]") ? children.size() : key) + "]", element);
      }
    }
    return children;
  }
}
