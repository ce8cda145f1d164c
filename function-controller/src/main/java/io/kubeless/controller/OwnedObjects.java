package io.kubeless.controller;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rendered objects of a Function as its property, instead of that of a Maven project. */
final class OwnedObjects {
  /** The manager of applied fields, and the value of the label for the managing program. */
  static final String MANAGER = "kubeless-function-controller";

  private OwnedObjects() {}

  /**
   * Returns the objects with an owner reference and with the controller's label. No owner reference
   * blocks the deletion of the Function.
   */
  static List<KubernetesObject> of(List<KubernetesObject> objects, KubelessFunction function) {
    String name = function.getMetadata().getName();
    String uid = function.getMetadata().getUid();
    return objects.stream().map(each -> owned(each, name, uid)).toList();
  }

  private static KubernetesObject owned(KubernetesObject object, String function, String uid) {
    Map<String, Object> content = relabelled(object.content());
    Map<String, Object> metadata = map(content.get("metadata"));
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("apiVersion", "kubeless.io/v1beta1");
    reference.put("kind", "Function");
    reference.put("name", function);
    reference.put("uid", uid);
    reference.put("controller", true);
    metadata.put("ownerReferences", List.of(reference));
    content.put("metadata", metadata);
    return new KubernetesObject(content);
  }

  /** Returns a copy whose labels name the controller, also those of pods. */
  private static Map<String, Object> relabelled(Map<String, Object> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (name.equals("labels")) {
            Map<String, Object> labels = map(value);
            labels.replace(Names.MANAGED_BY, MANAGER);
            labels.remove(Names.OWNER);
            copy.put(name, labels);
          } else if (name.equals("metadata") || name.equals("template") || name.equals("spec")) {
            copy.put(name, value instanceof Map ? relabelled(map(value)) : value);
          } else {
            copy.put(name, value);
          }
        });
    return copy;
  }

  @SuppressWarnings("unchecked") // keys of rendered maps are texts
  private static Map<String, Object> map(@Nullable Object value) {
    return new LinkedHashMap<>(value instanceof Map ? (Map<String, Object>) value : Map.of());
  }
}
