package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;

/**
 * The finalizers that upstream's controllers have added. Nothing but this controller removes them.
 */
final class UpstreamFinalizer {
  private static final String DOMAIN = "kubeless.io/";

  private UpstreamFinalizer() {}

  /**
   * Removes them, and keeps those of others. Fails if the resource was changed since it was read.
   */
  static void remove(KubelessTrigger trigger, KubernetesClient client) {
    List<String> all = trigger.getMetadata().getFinalizers();
    List<String> others = all.stream().filter(each -> !each.startsWith(DOMAIN)).toList();
    if (others.size() == all.size()) {
      return;
    }
    Map<String, Object> metadata =
        Map.of("finalizers", others, "resourceVersion", trigger.getMetadata().getResourceVersion());
    client
        .resource(trigger)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
  }
}
