package io.kubeless.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;

/** The finalizer that upstream's controller has added. Nothing but this controller removes it. */
final class FormerFinalizer {
  private static final String NAME = "kubeless.io/function";

  private FormerFinalizer() {}

  static boolean isIn(KubelessFunction function) {
    return function.getMetadata().getFinalizers().contains(NAME);
  }

  /** Removes it, and keeps those of others. Fails if the resource was changed since it was read. */
  static void remove(KubelessFunction function, KubernetesClient client) {
    List<String> others =
        function.getMetadata().getFinalizers().stream().filter(each -> !each.equals(NAME)).toList();
    Map<String, Object> metadata =
        Map.of(
            "finalizers", others, "resourceVersion", function.getMetadata().getResourceVersion());
    client
        .resource(function)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
  }
}
