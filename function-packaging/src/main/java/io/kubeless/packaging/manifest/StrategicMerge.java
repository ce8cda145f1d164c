package io.kubeless.packaging.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Merges a fragment into an object: maps by name, lists with keys in Kubernetes by these keys, and
 * other lists as a whole. A null removes a field, {@code $patch: delete} removes the content of a
 * map or an element of a list, and {@code $patch: replace} replaces a map or list.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/">Strategic
 *     merge</a>
 */
public final class StrategicMerge {
  private static final String PATCH = "$patch";
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("env", "name"),
          Map.entry("volumes", "name"),
          Map.entry("secrets", "name"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("resourceClaims", "name"),
          Map.entry("schedulingGates", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("containers.ports", "containerPort"),
          Map.entry("initContainers.ports", "containerPort"),
          Map.entry("spec.ports", "port"),
          Map.entry("service.ports", "port"),
          Map.entry("hostAliases", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"));

  private StrategicMerge() {}

  /**
   * Returns an object with a fragment merged into it, without directives. Neither input changes.
   *
   * @throws IllegalArgumentException if a directive has no meaning at its place, with the reason
   */
  public static Map<String, Object> merge(
      Map<String, Object> object, Map<String, Object> fragment) {
    return merge(object, fragment, "");
  }

  @SuppressWarnings("unchecked") // keys of YAML maps are texts
  private static Map<String, Object> merge(
      Map<String, Object> object, Map<String, Object> fragment, String parent) {
    Map<String, Object> merged = new LinkedHashMap<>();
    if (directive(fragment).isEmpty()) {
      merged.putAll(object);
    } else if (directive(fragment).equals("delete")) {
      return merged;
    }
    fragment.forEach(
        (name, value) -> {
          Object below = merged.get(name);
          if (name.equals(PATCH)) {
            return;
          }
          if (value == null) {
            merged.remove(name);
          } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> base =
                below instanceof Map<?, ?> found ? (Map<String, Object>) found : Map.of();
            merged.put(name, merge(base, (Map<String, Object>) map, name));
          } else if (value instanceof List<?> list) {
            merged.put(name, list(below instanceof List<?> l ? l : List.of(), list, parent, name));
          } else {
            merged.put(name, value);
          }
        });
    return merged;
  }

  /** Returns {@code delete}, {@code replace}, or the empty text if a map is merged. */
  private static String directive(@Nullable Object item) {
    if (!(item instanceof Map<?, ?> map)) {
      return "";
    }
    for (Object key : map.keySet()) {
      if (("" + key).startsWith("$") && !PATCH.equals(key)) {
        throw new IllegalArgumentException(key + " is not supported; $patch is");
      }
    }
    String directive = map.get(PATCH) == null ? "merge" : "" + map.get(PATCH);
    if (!List.of("merge", "delete", "replace").contains(directive)) {
      throw new IllegalArgumentException("$patch is merge, delete or replace, not " + directive);
    }
    return directive.equals("merge") ? "" : directive;
  }

  /** Returns the field that identifies the elements of a list; absent if it is replaced. */
  static Optional<String> key(String parent, String name) {
    return Optional.ofNullable(KEYS.get(parent + "." + name))
        .or(() -> Optional.ofNullable(KEYS.get(name)));
  }

  private static List<Object> list(List<?> below, List<?> above, String parent, String name) {
    Optional<String> key = key(parent, name);
    boolean replaced = above.stream().anyMatch(item -> directive(item).equals("replace"));
    List<Object> merged = new ArrayList<>(key.isEmpty() || replaced ? List.of() : below);
    for (Object item : above) {
      if (directive(item).isEmpty()) {
        add(merged, item, key, name);
      } else if (directive(item).equals("delete")) {
        int at =
            index(merged, item, key.orElseThrow(() -> new IllegalArgumentException(keyless(name))));
        if (at >= 0) {
          merged.remove(at);
        }
      }
    }
    return merged;
  }

  private static String keyless(String name) {
    return "the list " + name + " is replaced as a whole, so $patch finds no entry of it to delete";
  }

  @SuppressWarnings("unchecked") // keys of YAML maps are texts
  private static void add(
      List<Object> merged, @Nullable Object item, Optional<String> key, String name) {
    if (!(item instanceof Map<?, ?> map)) {
      merged.add(item);
      return;
    }
    // A fragment may omit the name of a function's only container, as in the resources of Kubeless.
    boolean only = name.equals("containers") && !merged.isEmpty() && !map.containsKey("name");
    int at = only ? 0 : key.map(each -> index(merged, item, each)).orElse(-1);
    Map<String, Object> base = at < 0 ? Map.of() : (Map<String, Object>) merged.get(at);
    Map<String, Object> result = merge(base, (Map<String, Object>) map, name);
    if (at < 0) {
      merged.add(result);
    } else {
      merged.set(at, result);
    }
  }

  /** Returns the position of the element with the same key, -1 if there is none. */
  private static int index(List<Object> list, @Nullable Object item, String key) {
    Object wanted = value(item, key);
    for (int i = 0; i < list.size(); i++) {
      if (wanted != null && String.valueOf(value(list.get(i), key)).equals("" + wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Object value(@Nullable Object item, String key) {
    return item instanceof Map<?, ?> map ? map.get(key) : null;
  }
}
