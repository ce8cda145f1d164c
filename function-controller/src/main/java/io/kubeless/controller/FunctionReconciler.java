package io.kubeless.controller;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.kubeless.controller.source.KubelessConfig;
import io.kubeless.controller.source.Rendered;
import io.kubeless.controller.trigger.FunctionTriggers;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of each Function its objects, and keeps its status. It has no finalizer: the garbage
 * collector of the cluster deletes the objects, by their owner references.
 */
final class FunctionReconciler implements Reconciler<KubelessFunction> {
  private static final System.Logger LOG = System.getLogger("functions");
  private static final Duration CONFLICT_INTERVAL = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ControllerOptions options;
  private final FunctionEvents events;
  private final ControllerMetrics metrics;
  private final StoredTriggers triggers = new StoredTriggers();

  FunctionReconciler(ControllerOptions options, FunctionEvents events, ControllerMetrics metrics) {
    this.options = options;
    this.events = events;
    this.metrics = metrics;
  }

  @Override
  public List<EventSource<?, KubelessFunction>> prepareEventSources(
      EventSourceContext<KubelessFunction> context) {
    List<EventSource<?, KubelessFunction>> sources = new FunctionSources(context, options).all();
    sources.addAll(triggers.watch(context));
    return sources;
  }

  @Override
  public UpdateControl<KubelessFunction> reconcile(
      KubelessFunction function, Context<KubelessFunction> context) {
    if (context.isPrimaryResourceDeleted()) {
      return UpdateControl.noUpdate();
    }
    if (FormerFinalizer.isIn(function)) {
      FormerFinalizer.remove(function, context.getClient());
      metrics.wrote(function.getKind());
    }
    if (function.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    FunctionStatus status;
    try {
      status = written(function, context);
    } catch (ProblemException e) {
      status = FunctionStatus.of(e);
    }
    UpdateControl<KubelessFunction> control =
        patched(function, status)
            .map(UpdateControl::patchStatus)
            .orElseGet(UpdateControl::noUpdate);
    // what belongs to something else is not watched
    return status.isConflict() ? control.rescheduleAfter(CONFLICT_INTERVAL) : control;
  }

  private FunctionStatus written(KubelessFunction function, Context<KubelessFunction> context) {
    KubernetesObject resource = resource(function);
    Rendered rendered =
        FunctionRendering.of(
            resource,
            function.hasRuntime(),
            KubelessConfig.of(
                context
                    .getSecondaryResource(ConfigMap.class, FunctionSources.CONFIG)
                    .map(ConfigMap::getData)
                    .orElse(Map.of())),
            FunctionTriggers.of(
                resource, triggers.in(function.getMetadata().getNamespace()), options.triggers()));
    FunctionObjects objects = new FunctionObjects(function, context, options, metrics);
    objects.write(OwnedObjects.of(rendered.objects(), function));
    return FunctionStatus.of(
        rendered.image(),
        objects.deployment(),
        deployment ->
            RolloutReason.of(
                deployment,
                context.getSecondaryResources(Pod.class),
                path -> text(path, context.getClient())));
  }

  private static KubernetesObject resource(KubelessFunction function) {
    return new KubernetesObject(
        JSON.convertValue(function, new TypeReference<Map<String, Object>>() {}));
  }

  private static String text(String path, KubernetesClient client) {
    try {
      return Optional.ofNullable(client.raw(path)).orElse("");
    } catch (KubernetesClientException e) { // for example, there is no log yet
      return "";
    }
  }

  /** Returns a resource with only the status; absent if it is the same as before. */
  private Optional<KubelessFunction> patched(KubelessFunction function, FunctionStatus status) {
    ObjectNode json = status.json(function, Instant.now());
    if (json.toString().equals(String.valueOf(function.getStatus()))
        || json.equals(function.getStatus())) {
      return Optional.empty();
    }
    if (status.isNew(function)) {
      changed(function, status);
    }
    metrics.wrote(function.getKind());
    KubelessFunction patch = new KubelessFunction();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(function.getMetadata().getName())
            .withNamespace(function.getMetadata().getNamespace())
            .build());
    patch.setStatus(json);
    return Optional.of(patch);
  }

  private void changed(KubelessFunction function, FunctionStatus status) {
    LOG.log(
        System.Logger.Level.INFO,
        "{0}/{1} {2}",
        function.getMetadata().getNamespace(),
        function.getMetadata().getName(),
        status.message().isEmpty() ? status.reason() : status.reason() + ": " + status.message());
    if (!status.reason().equals(RolloutReason.PROGRESSING)) {
      events.changed(function, status);
      metrics.wrote("Event");
    }
  }

  @Override
  public ErrorStatusUpdateControl<KubelessFunction> updateErrorStatus(
      KubelessFunction function, Context<KubelessFunction> context, Exception failure) {
    String message =
        failure instanceof KubernetesClientException refused && refused.getStatus() != null
            ? refused.getStatus().getMessage()
            : String.valueOf(failure.getMessage());
    return patched(function, FunctionStatus.failed("NotWritten", message))
        .map(ErrorStatusUpdateControl::patchStatus)
        .orElseGet(ErrorStatusUpdateControl::noStatusUpdate);
  }
}
