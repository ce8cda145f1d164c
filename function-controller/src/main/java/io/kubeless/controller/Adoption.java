package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object with fields that upstream's controller has written. They become fields of this
 * controller, so that the next apply removes those that it does not want, such as init containers.
 *
 * @param object the object in the cluster
 * @param managers the managers of its fields afterwards
 * @see <a
 *     href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#upgrading-from-client-side-apply-to-server-side-apply">
 *     Upgrading from client-side apply</a>
 */
record Adoption(HasMetadata object, List<ManagedFieldsEntry> managers) {
  /** Upstream's controller in its versions, and whoever wrote an object before Kubernetes 1.18. */
  private static final Set<String> UPSTREAM =
      Set.of(
          "kubeless-function-controller",
          "kubeless-controller-manager",
          "kubeless-controller",
          "before-first-apply");

  /**
   * Returns the adoption of an object; absent if upstream's controller has written none of its
   * fields.
   *
   * @param wanted the same object as this controller applies it
   */
  static Optional<Adoption> of(HasMetadata object, HasMetadata wanted) {
    List<ManagedFieldsEntry> others = new ArrayList<>();
    List<ManagedFieldsEntry> own = new ArrayList<>();
    boolean upstream = false;
    for (ManagedFieldsEntry each : object.getMetadata().getManagedFields()) {
      boolean theirs = isUpstreams(each) && each.getApiVersion().equals(wanted.getApiVersion());
      upstream |= theirs;
      (theirs || isOwn(each) ? own : others).add(each);
    }
    if (!upstream) {
      return Optional.empty();
    }
    others.add(united(own, wanted));
    return Optional.of(new Adoption(object, others));
  }

  private static boolean isUpstreams(ManagedFieldsEntry entry) {
    return UPSTREAM.contains(entry.getManager())
        && entry.getOperation().equals("Update")
        && entry.getSubresource() == null;
  }

  private static boolean isOwn(ManagedFieldsEntry entry) {
    return OwnedObjects.MANAGER.equals(entry.getManager()) && entry.getOperation().equals("Apply");
  }

  private static ManagedFieldsEntry united(List<ManagedFieldsEntry> entries, HasMetadata wanted) {
    Map<String, Object> fields = new LinkedHashMap<>();
    entries.forEach(each -> unite(fields, each.getFieldsV1().getAdditionalProperties()));
    if (wanted instanceof Deployment deployment && deployment.getSpec().getReplicas() == null) {
      // an autoscaler sets it, and without it there would be one pod until it does again
      fields.computeIfPresent("f:spec", (name, spec) -> without(spec, "f:replicas"));
    }
    FieldsV1 united = new FieldsV1();
    united.setAdditionalProperties(fields);
    return new ManagedFieldsEntryBuilder(entries.get(0))
        .withManager(OwnedObjects.MANAGER)
        .withOperation("Apply")
        .withFieldsV1(united)
        .build();
  }

  private static void unite(Map<String, Object> into, Map<?, ?> fields) {
    fields.forEach(
        (name, value) -> {
          Map<String, Object> children = copy(into.get(name));
          unite(children, copy(value));
          into.put((String) name, children);
        });
  }

  private static Map<String, Object> without(Object fields, String name) {
    Map<String, Object> copy = copy(fields);
    copy.remove(name);
    return copy;
  }

  @SuppressWarnings("unchecked") // the names of fields are texts, and their values are maps
  private static Map<String, Object> copy(@Nullable Object fields) {
    return new LinkedHashMap<>(fields instanceof Map ? (Map<String, Object>) fields : Map.of());
  }

  /** Changes the managers, unless the object has been changed since it was read. */
  void takeOver(KubernetesClient client) {
    List<Map<String, Object>> patch =
        List.of(
            replacement("/metadata/managedFields", managers),
            replacement("/metadata/resourceVersion", object.getMetadata().getResourceVersion()));
    client
        .resource(object)
        .patch(PatchContext.of(PatchType.JSON), client.getKubernetesSerialization().asJson(patch));
  }

  private static Map<String, Object> replacement(String path, Object value) {
    return Map.of("op", "replace", "path", path, "value", value);
  }
}
