package io.kubeless.packaging.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Merges a fragment into an object: maps by name, the lists that Kubernetes keys by their keys,
 * other lists as a whole. A null removes a field, and {@code $patch: delete} an entry of a list.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/">Strategic
 *     merge</a>
 */
final class StrategicMerge {
  private static final String PATCH = "$patch";
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("env", "name"),
          Map.entry("volumes", "name"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("containers.ports", "containerPort"),
          Map.entry("initContainers.ports", "containerPort"),
          Map.entry("spec.ports", "port"),
          Map.entry("service.ports", "port"),
          Map.entry("hostAliases", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"));

  private StrategicMerge() {}

  static Map<String, Object> merge(Map<String, Object> object, Map<String, Object> fragment) {
    return merge(object, fragment, "");
  }

  @SuppressWarnings("unchecked") // maps of YAML have texts as keys
  private static Map<String, Object> merge(
      Map<String, Object> object, Map<String, Object> fragment, String parent) {
    Map<String, Object> merged = new LinkedHashMap<>(object);
    fragment.forEach(
        (name, value) -> {
          Object below = merged.get(name);
          if (value == null) {
            merged.remove(name);
          } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> base =
                below instanceof Map<?, ?> found ? (Map<String, Object>) found : Map.of();
            merged.put(name, merge(base, (Map<String, Object>) map, name));
          } else if (value instanceof List<?> list && below instanceof List<?> found) {
            merged.put(name, list(found, list, parent, name));
          } else {
            merged.put(name, value);
          }
        });
    return merged;
  }

  private static List<Object> list(List<?> below, List<?> above, String parent, String name) {
    Optional<String> key =
        Optional.ofNullable(KEYS.get(parent + "." + name))
            .or(() -> Optional.ofNullable(KEYS.get(name)));
    if (key.isEmpty()) {
      return new ArrayList<>(above);
    }
    List<Object> merged = new ArrayList<>(below);
    for (Object item : above) {
      entry(merged, item, key.get(), name);
    }
    return merged;
  }

  @SuppressWarnings("unchecked") // maps of YAML have texts as keys
  private static void entry(List<Object> merged, Object item, String key, String name) {
    Object wanted = value(item, key);
    // The one container of a function may go without its name, as in the resources of Kubeless.
    int at = wanted == null && name.equals("containers") && !merged.isEmpty() ? 0 : -1;
    for (int i = 0; i < merged.size(); i++) {
      if (wanted != null
          && Objects.equals(String.valueOf(value(merged.get(i), key)), "" + wanted)) {
        at = i;
      }
    }
    boolean delete = "delete".equals(value(item, PATCH));
    if (delete && at >= 0) {
      merged.remove(at);
    } else if (!delete && at >= 0) {
      merged.set(at, merge((Map<String, Object>) merged.get(at), (Map<String, Object>) item, name));
    } else if (!delete) {
      merged.add(item);
    }
  }

  private static @Nullable Object value(@Nullable Object item, String key) {
    return item instanceof Map<?, ?> map ? map.get(key) : null;
  }
}
