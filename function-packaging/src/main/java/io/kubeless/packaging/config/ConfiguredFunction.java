package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function with the rest of its configuration.
 *
 * @param function the function
 * @param fragments fragments that are merged into its objects
 * @param effective every effective value, with its origin
 */
public record ConfiguredFunction(Function function, Fragments fragments, Mapping effective) {

  /** Returns whether the configuration sets a key such as {@code image.name}. */
  public boolean sets(String path) {
    ConfigNode node = effective;
    for (String key : path.split("\\.", -1)) {
      ConfigNode below = node instanceof Mapping map ? map.get(key).orElse(null) : null;
      if (below == null) {
        return false;
      }
      node = below;
    }
    return !node.origin().equals(FunctionDefaults.ORIGIN);
  }

  /** Returns the effective values as lines of {@code key: value # origin}, sorted by key. */
  public List<String> lines() {
    Map<String, String> lines = new TreeMap<>();
    collect("", effective, lines);
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    return lines.entrySet().stream()
        .map(
            entry ->
                entry.getKey() + " ".repeat(width - entry.getKey().length()) + entry.getValue())
        .toList();
  }

  private static void collect(String prefix, Mapping mapping, Map<String, String> lines) {
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              String path = prefix + name;
              if (value instanceof Mapping nested && !nested.entries().isEmpty()) {
                collect(path + ".", nested, lines);
              } else {
                String text = value instanceof Scalar s ? s.text() : JsonText.of(value.plain());
                lines.put(path + ": " + text, "  # " + value.origin());
              }
            });
  }
}
