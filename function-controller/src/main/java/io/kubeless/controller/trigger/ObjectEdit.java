package io.kubeless.controller.trigger;

import io.kubeless.packaging.model.KubernetesObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes of rendered objects that no setting of a function expresses. */
final class ObjectEdit {
  private ObjectEdit() {}

  /** Returns an object with another name. */
  static KubernetesObject named(KubernetesObject object, String name) {
    return withMetadata(object, "name", name);
  }

  /** Returns an object with other annotations. */
  static KubernetesObject annotated(KubernetesObject object, SortedMap<String, String> all) {
    return withMetadata(object, "annotations", all.isEmpty() ? null : new LinkedHashMap<>(all));
  }

  private static KubernetesObject withMetadata(
      KubernetesObject object, String field, @Nullable Object value) {
    Map<String, Object> metadata =
        new LinkedHashMap<>(TriggerResource.map(object.content().get("metadata")));
    if (value == null) {
      metadata.remove(field);
    } else {
      metadata.put(field, value);
    }
    return with(object, "metadata", metadata);
  }

  /** Returns an object with another value of a field of the first level. */
  static KubernetesObject with(KubernetesObject object, String field, Object value) {
    Map<String, Object> content = new LinkedHashMap<>(object.content());
    content.put(field, value);
    return new KubernetesObject(content);
  }

  /** Returns an object in whose specification each map is changed, from the outside inwards. */
  static KubernetesObject inSpec(KubernetesObject object, Consumer<Map<String, Object>> change) {
    return with(object, "spec", eachMap(TriggerResource.map(object.content().get("spec")), change));
  }

  /** Returns a copy of a tree in which each map is changed, and then the maps in it. */
  static Object eachMap(Object tree, Consumer<Map<String, Object>> change) {
    if (tree instanceof Map<?, ?>) {
      Map<String, Object> copy = new LinkedHashMap<>(TriggerResource.map(tree));
      change.accept(copy);
      copy.replaceAll((key, value) -> eachMap(value, change));
      return copy;
    }
    return tree instanceof List<?> list
        ? list.stream().map(each -> eachMap(each, change)).toList()
        : tree;
  }
}
