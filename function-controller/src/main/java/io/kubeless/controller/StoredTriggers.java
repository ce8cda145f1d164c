package io.kubeless.controller;

import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.kubeless.controller.trigger.KubelessCronJobTrigger;
import io.kubeless.controller.trigger.KubelessHttpTrigger;
import io.kubeless.controller.trigger.KubelessKafkaTrigger;
import io.kubeless.controller.trigger.KubelessNatsTrigger;
import io.kubeless.controller.trigger.KubelessTrigger;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The trigger resources, of which the processes of functions with the runtime of this project must
 * know. A change of one concerns all such functions of its namespace, because its selector may have
 * matched others before.
 */
final class StoredTriggers {
  private static final List<Class<? extends KubelessTrigger>> KINDS =
      List.of(
          KubelessHttpTrigger.class,
          KubelessCronJobTrigger.class,
          KubelessKafkaTrigger.class,
          KubelessNatsTrigger.class);

  private final List<InformerEventSource<? extends KubelessTrigger, KubelessFunction>> sources =
      new CopyOnWriteArrayList<>();

  /** Returns what is watched. */
  List<? extends EventSource<?, KubelessFunction>> watch(
      EventSourceContext<KubelessFunction> context) {
    KINDS.forEach(kind -> sources.add(source(kind, context)));
    return sources;
  }

  private static <R extends KubelessTrigger> InformerEventSource<R, KubelessFunction> source(
      Class<R> kind, EventSourceContext<KubelessFunction> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, KubelessFunction.class)
            .withName(kind.getSimpleName())
            .withSecondaryToPrimaryMapper(
                trigger ->
                    context
                        .getPrimaryCache()
                        .list(trigger.getMetadata().getNamespace(), KubelessFunction::hasRuntime)
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withOnUpdateFilter(
                (now, before) ->
                    now.isMarkedForDeletion()
                        || !Objects.equals(
                            now.getMetadata().getGeneration(),
                            before.getMetadata().getGeneration()))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** Returns the triggers of a namespace. */
  List<KubernetesObject> in(String namespace) {
    return sources.stream()
        .flatMap(each -> each.list(namespace, trigger -> !trigger.isMarkedForDeletion()))
        .map(KubelessTrigger::object)
        .toList();
  }
}
