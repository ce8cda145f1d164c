package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The owners of the leaves of an object, in the form of {@code metadata.managedFields}. It
 * implements the parts of server-side apply that the plugin uses. Lists have keys if they have keys
 * in Kubernetes; otherwise they are atomic.
 */
final class FieldOwners {

  /** A field that another manager owns with another value. */
  record Conflict(String message, String field) {}

  private record Manager(String name, String operation, String subresource) {}

  private static final Map<String, String> KEYS =
      Map.of(
          "containers", "name",
          "env", "name",
          "volumes", "name",
          "volumeMounts", "mountPath",
          "imagePullSecrets", "name");
  private static final Set<String> UNOWNED =
      Set.of(
          "managedFields",
          "resourceVersion",
          "generation",
          "uid",
          "creationTimestamp",
          "name",
          "namespace",
          "deletionTimestamp");

  private final Map<Manager, Set<List<String>>> owned = new LinkedHashMap<>();

  static FieldOwners of(JsonNode object) {
    FieldOwners owners = new FieldOwners();
    if (object != null) {
      for (JsonNode entry : object.path("metadata").path("managedFields")) {
        Set<List<String>> paths = new LinkedHashSet<>();
        flatten(entry.path("fieldsV1"), List.of(), paths);
        owners.owned.put(
            new Manager(
                entry.path("manager").asText(),
                entry.path("operation").asText(),
                entry.path("subresource").asText()),
            paths);
      }
    }
    return owners;
  }

  private static void flatten(JsonNode fields, List<String> path, Set<List<String>> paths) {
    if (fields.isEmpty() && !path.isEmpty()) {
      paths.add(path);
    }
    fields.properties().forEach(each -> flatten(each.getValue(), and(path, each.getKey()), paths));
  }

  private static List<String> and(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }

  /** Returns the leaves and their values. */
  private static Map<List<String>, JsonNode> leaves(JsonNode object) {
    Map<List<String>, JsonNode> leaves = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            each -> {
              if (each.getKey().equals("metadata")) {
                each.getValue()
                    .properties()
                    .forEach(
                        inner -> {
                          if (!UNOWNED.contains(inner.getKey())) {
                            leaves(
                                inner.getValue(),
                                inner.getKey(),
                                List.of("f:metadata", "f:" + inner.getKey()),
                                leaves);
                          }
                        });
              } else if (!Set.of("apiVersion", "kind", "status").contains(each.getKey())) {
                leaves(each.getValue(), each.getKey(), List.of("f:" + each.getKey()), leaves);
              }
            });
    return leaves;
  }

  private static void leaves(
      JsonNode node, String name, List<String> path, Map<List<String>, JsonNode> leaves) {
    String key = KEYS.get(name);
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              each ->
                  leaves(each.getValue(), each.getKey(), and(path, "f:" + each.getKey()), leaves));
    } else if (node.isArray() && key != null) {
      for (JsonNode item : node) {
        leaves(
            item, "", and(path, "k:{\"" + key + "\":\"" + item.path(key).asText() + "\"}"), leaves);
      }
    } else {
      leaves.put(path, node);
    }
  }

  List<Conflict> conflicts(JsonNode live, JsonNode applied, String manager) {
    List<Conflict> conflicts = new ArrayList<>();
    Map<List<String>, JsonNode> before = leaves(live);
    leaves(applied)
        .forEach(
            (path, value) ->
                owned.forEach(
                    (owner, paths) -> {
                      boolean other = !owner.equals(new Manager(manager, "Apply", ""));
                      if (other
                          && paths.contains(path)
                          && before.containsKey(path)
                          && !before.get(path).equals(value)) {
                        String scale =
                            owner.subresource().isEmpty()
                                ? ""
                                : " with subresource \"" + owner.subresource() + "\"";
                        conflicts.add(
                            new Conflict(
                                "conflict with \"" + owner.name() + "\"" + scale + " using v1",
                                field(path)));
                      }
                    }));
    return conflicts;
  }

  private static String field(List<String> path) {
    StringBuilder field = new StringBuilder();
    for (String step : path) {
      field.append(
          step.startsWith("f:")
              ? "." + step.substring(2)
              : "[" + step.replaceAll("k:\\{\"(\\w+)\":(\"[^\"]*\")\\}", "$1=$2") + "]");
    }
    return field.toString();
  }

  /**
   * Returns the object with the fields that a manager applies, and without those that it has
   * stopped applying.
   */
  ObjectNode applied(ObjectNode live, ObjectNode applied, String manager) {
    Manager self = new Manager(manager, "Apply", "");
    Map<List<String>, JsonNode> wanted = leaves(applied);
    Map<List<String>, JsonNode> before = leaves(live);
    Set<List<String>> former = owned.getOrDefault(self, Set.of());
    owned.put(self, new LinkedHashSet<>(wanted.keySet()));
    wanted.forEach(
        (path, value) ->
            owned.forEach(
                (owner, paths) -> {
                  if (!owner.equals(self) && !value.equals(before.get(path))) {
                    paths.remove(path);
                  }
                }));
    for (List<String> path : former) {
      if (owned.values().stream().noneMatch(paths -> paths.contains(path))) {
        remove(live, path);
      }
    }
    wanted.forEach((path, value) -> set(live, path, value));
    writeTo(live);
    return live;
  }

  /** Makes a manager the owner of the fields that it has changed. */
  void updated(ObjectNode before, ObjectNode after, String manager) {
    Map<List<String>, JsonNode> old = leaves(before);
    Map<List<String>, JsonNode> now = leaves(after);
    owned
        .values()
        .forEach(
            paths ->
                paths.removeIf(
                    path ->
                        !now.containsKey(path)
                            || !now.get(path).equals(old.getOrDefault(path, now.get(path)))));
    String[] parts = manager.split("/", 2);
    Manager self = new Manager(parts[0], "Update", parts.length > 1 ? parts[1] : "");
    now.forEach(
        (path, value) -> {
          if (!value.equals(old.get(path))) {
            owned.computeIfAbsent(self, each -> new LinkedHashSet<>()).add(path);
          }
        });
  }

  void writeTo(ObjectNode object) {
    ArrayNode entries = ((ObjectNode) object.path("metadata")).putArray("managedFields");
    owned.forEach(
        (owner, paths) -> {
          if (!paths.isEmpty()) {
            ObjectNode entry =
                entries
                    .addObject()
                    .put("manager", owner.name())
                    .put("operation", owner.operation());
            if (!owner.subresource().isEmpty()) {
              entry.put("subresource", owner.subresource());
            }
            ObjectNode root = entry.putObject("fieldsV1");
            for (List<String> path : paths) {
              ObjectNode node = root;
              for (String step : path) {
                node =
                    node.path(step).isObject()
                        ? (ObjectNode) node.path(step)
                        : node.putObject(step);
              }
            }
          }
        });
  }

  private static void set(ObjectNode root, List<String> path, JsonNode value) {
    ObjectNode node = root;
    for (int i = 0; i < path.size(); i++) {
      String step = path.get(i).substring(2);
      boolean last = i == path.size() - 1;
      if (last) {
        node.set(step, value);
      } else if (path.get(i + 1).startsWith("k:")) {
        node =
            item(
                node.path(step).isArray() ? (ArrayNode) node.path(step) : node.putArray(step),
                path.get(++i));
      } else {
        node = node.path(step).isObject() ? (ObjectNode) node.path(step) : node.putObject(step);
      }
    }
  }

  private static ObjectNode item(ArrayNode list, String step) {
    JsonNode key = ApiJson.read(step.substring(2));
    String name = key.fieldNames().next();
    for (JsonNode each : list) {
      if (each.path(name).equals(key.path(name))) {
        return (ObjectNode) each;
      }
    }
    return list.addObject();
  }

  private static void remove(ObjectNode root, List<String> path) {
    JsonNode node = root;
    for (int i = 0; i < path.size() - 1; i++) {
      JsonNode parent = node;
      if (path.get(i).startsWith("k:")) {
        JsonNode key = ApiJson.read(path.get(i).substring(2));
        String name = key.fieldNames().next();
        node = ApiJson.MAPPER.missingNode();
        for (JsonNode each : parent) {
          node = each.path(name).equals(key.path(name)) ? each : node;
        }
        if (path.get(path.size() - 1).equals("f:" + name) && i == path.size() - 2) {
          for (int at = parent.size() - 1; at >= 0; at--) {
            if (parent.get(at) == node) {
              ((ArrayNode) parent).remove(at);
            }
          }
          return; // without a parent, the list was in an element that was removed before
        }
      } else {
        node = parent.path(path.get(i).substring(2));
      }
    }
    if (node instanceof ObjectNode object) {
      object.remove(path.get(path.size() - 1).substring(2));
    }
  }
}
