package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.PrimaryToSecondaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.kubeless.packaging.manifest.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is watched for Functions: their objects and their pods. */
record FunctionSources(EventSourceContext<KubelessFunction> context, ControllerOptions options) {
  /** The name of the source for the ConfigMap with runtime images. */
  static final String CONFIG = "kubeless-config";

  /**
   * Selects the objects of functions, also those of upstream's controller, but not the plugin's.
   */
  private static final String SELECTOR =
      "created-by=kubeless," + Names.MANAGED_BY + "!=" + Names.MANAGER;

  List<EventSource<?, KubelessFunction>> all() {
    List<EventSource<?, KubelessFunction>> sources = new ArrayList<>();
    FunctionObjects.kinds(options).forEach(kind -> sources.add(objects(kind)));
    sources.add(pods());
    sources.add(config());
    return sources;
  }

  private <R extends HasMetadata> EventSource<?, KubelessFunction> objects(Class<R> kind) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, KubelessFunction.class)
            .withName(kind.getSimpleName())
            .withLabelSelector(SELECTOR)
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(KubelessFunction.class))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** All Functions that are not rendered with the plugin's code depend on the ConfigMap. */
  private EventSource<?, KubelessFunction> config() {
    ResourceID id = new ResourceID(options.config(), options.leaseNamespace());
    PrimaryToSecondaryMapper<KubelessFunction> config = function -> Set.of(id);
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(ConfigMap.class, KubelessFunction.class)
            .withName(CONFIG)
            .withNamespaces(options.leaseNamespace())
            .withFieldSelector(
                new FieldSelectorBuilder().withField("metadata.name", options.config()).build())
            .withPrimaryToSecondaryMapper(config)
            .withSecondaryToPrimaryMapper(
                changed ->
                    context
                        .getPrimaryCache()
                        .list(each -> !each.hasRuntime())
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .build(),
        context);
  }

  private EventSource<?, KubelessFunction> pods() {
    var builder =
        InformerEventSourceConfiguration.from(Pod.class, KubelessFunction.class)
            .withName("Pod")
            .withLabelSelector(SELECTOR + ",function")
            .withSecondaryToPrimaryMapper(
                pod ->
                    Set.of(
                        new ResourceID(
                            pod.getMetadata().getLabels().get("function"),
                            pod.getMetadata().getNamespace())))
            .withNamespacesInheritedFromController();
    // each namespace has a watch of its own, and a store belongs to one watch
    if (context.getControllerConfiguration().getEffectiveNamespaces().size() == 1) {
      builder.withItemStore(explanations());
    }
    return new InformerEventSource<>(builder.build(), context);
  }

  /** Returns a store that contains only what explains why a pod is not ready. */
  private ReducedStateItemStore<Pod> explanations() {
    return new ReducedStateItemStore<>(
        ReducedStateItemStore.NAME_KEY_STATE,
        Pod.class,
        context.getClient().getKubernetesSerialization(),
        "metadata.labels",
        "metadata.creationTimestamp",
        "metadata.deletionTimestamp",
        "status.conditions",
        "status.initContainerStatuses",
        "status.containerStatuses");
  }
}
