package io.kubeless.controller.trigger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.kubeless.packaging.model.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes of each trigger of one kind its objects, and keeps its status. It has no finalizer, and
 * removes those of upstream, whose controllers no longer do it. The garbage collector deletes the
 * objects of a deleted trigger; if its function is missing, the reconciler deletes them.
 */
public abstract class TriggerReconciler<T extends KubelessTrigger> implements Reconciler<T> {
  private final Supplier<T> empty;
  private final TriggerOptions options;
  private final TriggerSources<T> sources;
  private volatile Optional<InformerEventSource<StoredFunction, T>> functions = Optional.empty();

  TriggerReconciler(Class<T> kind, Supplier<T> empty, TriggerOptions options) {
    this.empty = empty;
    this.options = options;
    this.sources = new TriggerSources<>(kind, options);
  }

  /** Returns whether anything but the status has changed. Labels do not change the generation. */
  public static boolean isChanged(HasMetadata now, HasMetadata before) {
    ObjectMeta next = now.getMetadata();
    ObjectMeta former = before.getMetadata();
    return now.isMarkedForDeletion()
        || !Objects.equals(next.getGeneration(), former.getGeneration())
        || !Objects.equals(next.getLabels(), former.getLabels())
        || !Objects.equals(next.getAnnotations(), former.getAnnotations())
        || !Objects.equals(next.getFinalizers(), former.getFinalizers());
  }

  @Override
  public List<EventSource<?, T>> prepareEventSources(EventSourceContext<T> context) {
    List<EventSource<?, T>> all = new ArrayList<>();
    sources.kinds().forEach(kind -> all.add(sources.objects(kind, context)));
    InformerEventSource<StoredFunction, T> source = sources.functions(context);
    functions = Optional.of(source);
    all.add(source);
    return all;
  }

  @Override
  public UpdateControl<T> reconcile(T trigger, Context<T> context) {
    if (context.isPrimaryResourceDeleted()) {
      return UpdateControl.noUpdate();
    }
    UpstreamFinalizer.remove(trigger, context.getClient());
    if (trigger.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    TriggerStatus status;
    try {
      status = written(trigger, context);
    } catch (ProblemException e) {
      status = TriggerStatus.failed("Invalid", String.valueOf(e.getMessage()));
    } catch (WrittenObject.Conflict e) {
      status = TriggerStatus.failed("Conflict", String.valueOf(e.getMessage()));
    }
    return patched(trigger, status)
        .map(UpdateControl::patchStatus)
        .orElseGet(UpdateControl::noUpdate);
  }

  private TriggerStatus written(T trigger, Context<T> context) {
    TriggerPlan plan =
        TriggerPlan.of(new TriggerResource(trigger.object()), functions(trigger), options);
    Ownership owner =
        new Ownership(
            trigger.getKind(), trigger.getMetadata().getName(), trigger.getMetadata().getUid());
    List<WrittenObject<T>> wanted =
        plan.objects().stream()
            .map(each -> WrittenObject.of(owner.of(each), sources.kinds(), context))
            .toList();
    wanted.forEach(WrittenObject::check);
    FormerCronJob.delete(trigger, context);
    wanted.forEach(WrittenObject::apply);
    for (Class<? extends HasMetadata> kind : sources.kinds()) {
      context.getSecondaryResources(kind).stream()
          .filter(each -> wanted.stream().noneMatch(other -> other.isSame(each)))
          .forEach(each -> context.getClient().resource(each).delete());
    }
    return plan.status().ready() && plan.status().message().isEmpty()
        ? forwarding(wanted, context).orElse(plan.status())
        : plan.status();
  }

  /** Returns the state of forwarders that are not available; empty if there are none. */
  private Optional<TriggerStatus> forwarding(List<WrittenObject<T>> wanted, Context<T> context) {
    List<Deployment> deployments =
        wanted.stream().anyMatch(each -> each.wanted() instanceof Deployment)
            ? List.copyOf(context.getSecondaryResources(Deployment.class))
            : List.of();
    long all = wanted.stream().filter(each -> each.wanted() instanceof Deployment).count();
    long available = deployments.stream().filter(TriggerReconciler::isAvailable).count();
    return available < all
        ? Optional.of(
            TriggerStatus.failed(
                "Progressing", available + " of " + all + " forwarders are available"))
        : Optional.empty();
  }

  private static boolean isAvailable(Deployment deployment) {
    Integer available =
        deployment.getStatus() == null ? null : deployment.getStatus().getAvailableReplicas();
    return available != null && available > 0;
  }

  private List<TargetFunction> functions(T trigger) {
    String namespace = trigger.getMetadata().getNamespace();
    String name = trigger.getSpec() == null ? "" : trigger.getSpec().path("function-name").asText();
    InformerEventSource<StoredFunction, T> source = functions.orElseThrow();
    return (name.isEmpty()
            ? source.list(namespace, each -> true)
            : source.get(new ResourceID(name, namespace)).stream())
        .filter(each -> !each.isMarkedForDeletion())
        .map(each -> new TargetFunction(each.object()))
        .toList();
  }

  /** Returns a resource with only the status; absent if it is the same as before. */
  private Optional<T> patched(T trigger, TriggerStatus status) {
    ObjectNode json = status.json(trigger, Instant.now());
    if (json.toString().equals(String.valueOf(trigger.getStatus()))
        || json.equals(trigger.getStatus())) {
      return Optional.empty();
    }
    T patch = empty.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(trigger.getMetadata().getName())
            .withNamespace(trigger.getMetadata().getNamespace())
            .build());
    patch.setStatus(json);
    return Optional.of(patch);
  }

  @Override
  public ErrorStatusUpdateControl<T> updateErrorStatus(
      T trigger, Context<T> context, Exception failure) {
    String message =
        failure instanceof KubernetesClientException refused && refused.getStatus() != null
            ? refused.getStatus().getMessage()
            : String.valueOf(failure.getMessage());
    return patched(trigger, TriggerStatus.failed("NotWritten", message))
        .map(ErrorStatusUpdateControl::patchStatus)
        .orElseGet(ErrorStatusUpdateControl::noStatusUpdate);
  }
}
