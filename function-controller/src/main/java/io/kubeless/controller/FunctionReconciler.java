package io.kubeless.controller;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.kubeless.packaging.manifest.FunctionResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of each Function its objects, and keeps its status. It has no finalizer: the garbage
 * collector of the cluster deletes the objects, by their owner references.
 */
final class FunctionReconciler implements Reconciler<KubelessFunction> {
  /** The kinds of the objects, which are watched. */
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ServiceAccount.class,
          Service.class,
          Deployment.class,
          PodDisruptionBudget.class,
          HorizontalPodAutoscaler.class);

  private static final Owner OWNER = new Owner(OwnedObjects.MANAGER);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<EventSource<?, KubelessFunction>> prepareEventSources(
      EventSourceContext<KubelessFunction> context) {
    List<EventSource<?, KubelessFunction>> sources = new ArrayList<>();
    KINDS.forEach(kind -> sources.add(source(kind, context)));
    return sources;
  }

  private static <R extends HasMetadata> EventSource<?, KubelessFunction> source(
      Class<R> kind, EventSourceContext<KubelessFunction> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, KubelessFunction.class)
            .withName(kind.getSimpleName())
            .withLabelSelector(AppliedObject.SELECTOR)
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(KubelessFunction.class))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  @Override
  public UpdateControl<KubelessFunction> reconcile(
      KubelessFunction function, Context<KubelessFunction> context) {
    FunctionStatus status;
    try {
      status = written(function, context);
    } catch (ProblemException e) {
      status = FunctionStatus.failed("Invalid", String.valueOf(e.getMessage()));
    } catch (ConflictException e) {
      status = FunctionStatus.failed("Conflict", String.valueOf(e.getMessage()));
    }
    return patched(function, status)
        .map(UpdateControl::patchStatus)
        .orElseGet(UpdateControl::noUpdate);
  }

  private static FunctionStatus written(
      KubelessFunction function, Context<KubelessFunction> context) {
    FunctionResource read = FunctionResource.read(resource(function), OWNER);
    Manifests manifests = Manifests.of(read.function(), Target.KUBERNETES, read.fragments());
    List<AppliedObject> wanted =
        OwnedObjects.of(manifests, function.getMetadata().getUid()).stream()
            .map(each -> AppliedObject.of(each, context))
            .toList();
    wanted.forEach(AppliedObject::check);
    wanted.forEach(AppliedObject::apply);
    for (Class<? extends HasMetadata> kind : KINDS) {
      context.getSecondaryResources(kind).stream()
          .filter(each -> wanted.stream().noneMatch(other -> other.isSame(each)))
          .forEach(each -> context.getClient().resource(each).delete());
    }
    return FunctionStatus.of(
        read.function().image().reference(), context.getSecondaryResource(Deployment.class));
  }

  private static KubernetesObject resource(KubelessFunction function) {
    return new KubernetesObject(
        JSON.convertValue(function, new TypeReference<Map<String, Object>>() {}));
  }

  /** Returns a resource with only the status; absent if it is the same as before. */
  private static Optional<KubelessFunction> patched(
      KubelessFunction function, FunctionStatus status) {
    ObjectNode json = status.json(function, Instant.now());
    if (json.toString().equals(String.valueOf(function.getStatus()))
        || json.equals(function.getStatus())) {
      return Optional.empty();
    }
    KubelessFunction patch = new KubelessFunction();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(function.getMetadata().getName())
            .withNamespace(function.getMetadata().getNamespace())
            .build());
    patch.setStatus(json);
    return Optional.of(patch);
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
