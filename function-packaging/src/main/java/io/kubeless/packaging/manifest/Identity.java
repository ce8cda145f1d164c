package io.kubeless.packaging.manifest;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields that identify an object, and by which the object and its pods are found. Fragments
 * must not change them, because the object would never be updated or deleted.
 */
final class Identity {
  private static final Set<String> FIELDS =
      Set.of("apiVersion", "kind", "metadata.name", "metadata.namespace", "spec.selector");

  private Identity() {}

  /** Returns the fields of an object by path, such as {@code metadata.name}. */
  static SortedMap<String, Object> of(Map<String, Object> content) {
    SortedMap<String, Object> fields = new TreeMap<>();
    content.forEach((name, value) -> collect(name, value, fields));
    return fields;
  }

  private static void collect(
      String path, @Nullable Object value, SortedMap<String, Object> fields) {
    if (FIELDS.contains(path) && value != null) {
      fields.put(path, value);
    } else if (value instanceof Map<?, ?> map) {
      boolean labels = path.endsWith("metadata.labels");
      map.forEach(
          (name, each) -> {
            if (!labels || Names.RESERVED.contains("" + name)) {
              collect(path + "." + name, each, fields);
            }
          });
    } else if (value != null && path.contains("metadata.labels.")) {
      fields.put(path, value);
    }
  }
}
