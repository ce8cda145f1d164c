package io.kubeless.packaging.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fragment that {@link StrategicMerge} must merge into an object to get another one. The
 * order of fields, and of the elements of lists with keys, is not considered.
 */
final class StrategicDiff {
  private static final Map<String, Object> REPLACE = Map.of("$patch", "replace");

  private StrategicDiff() {}

  /** Returns the fragment; empty if the objects are equal. */
  static Map<String, Object> of(Map<String, Object> before, Map<String, Object> after) {
    return of(before, after, "");
  }

  @SuppressWarnings("unchecked") // keys of YAML maps are texts
  private static Map<String, Object> of(
      Map<String, Object> before, Map<String, Object> after, String parent) {
    Map<String, @Nullable Object> fragment = new LinkedHashMap<>();
    before.keySet().stream()
        .filter(name -> !after.containsKey(name))
        .forEach(name -> fragment.put(name, null));
    after.forEach(
        (name, value) -> {
          Object old = before.get(name);
          if (old instanceof Map<?, ?> was && value instanceof Map<?, ?> is) {
            Map<String, Object> change =
                is.isEmpty() && !was.isEmpty()
                    ? Map.of("$patch", "delete")
                    : of((Map<String, Object>) was, (Map<String, Object>) is, name);
            if (!change.isEmpty()) {
              fragment.put(name, change);
            }
          } else if (old instanceof List<?> was && value instanceof List<?> is) {
            if (!same(was, is)) {
              fragment.put(name, list(was, is, parent, name));
            }
          } else if (!same(old, value)) {
            fragment.put(name, value);
          }
        });
    return (Map<String, Object>) (Map<String, ?>) fragment;
  }

  /** Numbers of different Java types are equal if they are written in the same way. */
  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return String.valueOf(one).equals(String.valueOf(other)) && (one == null) == (other == null);
  }

  private static List<Object> list(List<?> was, List<?> is, String parent, String name) {
    Optional<String> key = StrategicMerge.key(parent, name);
    if (key.isEmpty()) {
      return List.copyOf(is);
    }
    return keyed(was, is, key.get(), name)
        .orElseGet(
            () -> {
              List<Object> replaced = new ArrayList<>(List.of(REPLACE));
              replaced.addAll(is);
              return replaced;
            });
  }

  /** Returns the changed elements; absent if an element has no key. */
  private static Optional<List<Object>> keyed(List<?> was, List<?> is, String key, String name) {
    Map<String, Map<String, Object>> before = byKey(was, key);
    Map<String, Map<String, Object>> after = byKey(is, key);
    if (before.size() != was.size() || after.size() != is.size()) {
      return Optional.empty();
    }
    List<Object> changes = new ArrayList<>();
    before.forEach(
        (value, element) -> {
          if (!after.containsKey(value)) {
            changes.add(Map.of(key, keyOf(element, key), "$patch", "delete"));
          }
        });
    after.forEach(
        (value, element) -> {
          Map<String, Object> old = before.get(value);
          Map<String, Object> change = old == null ? element : of(old, element, name);
          if (!change.isEmpty()) {
            Map<String, Object> keyed = new LinkedHashMap<>();
            keyed.put(key, keyOf(element, key));
            keyed.putAll(change);
            changes.add(keyed);
          }
        });
    return Optional.of(changes);
  }

  private static Object keyOf(Map<String, Object> element, String key) {
    return java.util.Objects.requireNonNull(element.get(key));
  }

  @SuppressWarnings("unchecked") // keys of YAML maps are texts
  private static Map<String, Map<String, Object>> byKey(List<?> list, String key) {
    Map<String, Map<String, Object>> elements = new LinkedHashMap<>();
    for (Object element : list) {
      if (element instanceof Map<?, ?> map && map.get(key) != null) {
        elements.put("" + map.get(key), (Map<String, Object>) map);
      }
    }
    return elements;
  }
}
