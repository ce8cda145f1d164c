package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

  /**
   * An effective value.
   *
   * @param key such as {@code image.name}
   * @param text the value; a list as JSON
   * @param origin where it is set
   */
  public record Value(String key, String text, Origin origin) {}

  /** Returns the effective values as lines of {@code key: value # origin}, sorted by key. */
  public List<String> lines() {
    List<Value> values = values();
    int width = values.stream().mapToInt(each -> label(each).length()).max().orElse(0);
    return values.stream()
        .map(
            each -> label(each) + " ".repeat(width - label(each).length()) + "  # " + each.origin())
        .toList();
  }

  private static String label(Value value) {
    return value.key() + ": " + value.text();
  }

  /** Returns the effective values, sorted by key. */
  public List<Value> values() {
    List<Value> values = new ArrayList<>();
    collect("", effective, values);
    values.sort(Comparator.comparing(ConfiguredFunction::label));
    return values;
  }

  private static void collect(String prefix, Mapping mapping, List<Value> values) {
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              String path = prefix + name;
              if (value instanceof Mapping nested && !nested.entries().isEmpty()) {
                collect(path + ".", nested, values);
              } else {
                String text = value instanceof Scalar s ? s.text() : JsonText.of(value.plain());
                values.add(new Value(path, text, value.origin()));
              }
            });
  }
}
