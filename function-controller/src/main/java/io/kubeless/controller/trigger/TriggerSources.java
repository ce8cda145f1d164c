package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.kubeless.packaging.manifest.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What is watched for the triggers of one kind: their objects, and the Functions that they may
 * call.
 *
 * @param kind the class of the triggers
 * @param options with a Gateway, HTTPRoutes are watched too
 */
record TriggerSources<T extends KubelessTrigger>(Class<T> kind, TriggerOptions options) {
  private static final String SELECTOR = Names.MANAGED_BY + "=" + Ownership.MANAGER;
  private static final String FORWARDERS = "," + Names.COMPONENT + "=" + ForwarderObjects.COMPONENT;

  private boolean isOfBroker() {
    return kind == KubelessKafkaTrigger.class || kind == KubelessNatsTrigger.class;
  }

  /** Returns the kinds of the objects. */
  List<Class<? extends HasMetadata>> kinds() {
    List<Class<? extends HasMetadata>> kinds = new ArrayList<>();
    if (kind == KubelessHttpTrigger.class) {
      kinds.add(Ingress.class);
      if (options.gateway().isPresent()) {
        kinds.add(HTTPRoute.class);
      }
    } else if (kind == KubelessCronJobTrigger.class) {
      kinds.add(CronJob.class);
    } else {
      kinds.add(ServiceAccount.class);
      kinds.add(Deployment.class);
    }
    return kinds;
  }

  <R extends HasMetadata> InformerEventSource<R, T> objects(
      Class<R> object, EventSourceContext<T> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(object, kind)
            .withName(object.getSimpleName())
            .withLabelSelector(SELECTOR + (isOfBroker() ? FORWARDERS : ""))
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(kind))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** Returns the Functions. A change of the status of one is of no interest. */
  InformerEventSource<StoredFunction, T> functions(EventSourceContext<T> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(StoredFunction.class, kind)
            .withName("Function")
            .withSecondaryToPrimaryMapper(
                function ->
                    context
                        .getPrimaryCache()
                        .list(
                            function.getMetadata().getNamespace(), each -> concerns(each, function))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withOnUpdateFilter((now, before) -> !isSame(now, before))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** A selector may have matched the labels that the function had before. */
  private static boolean concerns(KubelessTrigger trigger, StoredFunction function) {
    return trigger instanceof KubelessKafkaTrigger
        || trigger instanceof KubelessNatsTrigger
        || (trigger.getSpec() != null
            && function
                .getMetadata()
                .getName()
                .equals(trigger.getSpec().path("function-name").asText()));
  }

  private static boolean isSame(StoredFunction now, StoredFunction before) {
    return Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        && Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
        && Objects.equals(
            now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations());
  }
}
