package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A resource of Kubeless as the owner of objects, instead of a Maven project. The garbage collector
 * of the cluster deletes its objects; no owner reference blocks the deletion of the resource.
 *
 * @param kind such as {@code HTTPTrigger}
 * @param name the name of the resource
 * @param uid the uid of the resource
 */
public record Ownership(String kind, String name, String uid) {
  /** The manager of applied fields, and the value of the label for the managing program. */
  public static final String MANAGER = "kubeless-function-controller";

  private static final Set<String> WITH_LABELS =
      Set.of("metadata", "spec", "template", "jobTemplate");

  /** Returns an object with an owner reference and with the controller's label. */
  public KubernetesObject of(KubernetesObject object) {
    Map<String, Object> content = relabelled(object.content());
    Map<String, Object> metadata =
        new LinkedHashMap<>(TriggerResource.map(content.get("metadata")));
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("apiVersion", "kubeless.io/v1beta1");
    reference.put("kind", kind);
    reference.put("name", name);
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
            Map<String, Object> labels = new LinkedHashMap<>(TriggerResource.map(value));
            labels.replace(Names.MANAGED_BY, MANAGER);
            labels.remove(Names.OWNER);
            copy.put(name, labels);
          } else {
            boolean descends = WITH_LABELS.contains(name) && value instanceof Map;
            copy.put(name, descends ? relabelled(TriggerResource.map(value)) : value);
          }
        });
    return copy;
  }
}
