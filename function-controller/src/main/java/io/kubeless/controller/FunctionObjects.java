package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The objects of a Function in the cluster.
 *
 * @param context the caches of its objects
 */
record FunctionObjects(
    KubelessFunction function,
    Context<KubelessFunction> context,
    ControllerOptions options,
    ControllerMetrics metrics) {
  /** The kinds of the objects. */
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ConfigMap.class,
          ServiceAccount.class,
          Service.class,
          Deployment.class,
          PodDisruptionBudget.class,
          HorizontalPodAutoscaler.class,
          Ingress.class,
          CronJob.class);

  /** Returns the kinds that are watched: HTTPRoutes only if a Gateway is configured. */
  static Stream<Class<? extends HasMetadata>> kinds(ControllerOptions options) {
    return Stream.concat(
        KINDS.stream(), options.triggers().gateway().stream().map(gateway -> HTTPRoute.class));
  }

  /** Returns the class of a kind. */
  static Class<? extends HasMetadata> kind(String name) {
    return Stream.concat(KINDS.stream(), Stream.of(HTTPRoute.class))
        .filter(each -> each.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  /**
   * Writes objects, unless they are the same already, and deletes those that are no longer needed.
   *
   * @throws io.kubeless.packaging.model.ProblemException if one of them belongs to something else;
   *     none is written then
   */
  void write(List<KubernetesObject> objects) {
    List<AppliedObject> wanted =
        objects.stream().map(each -> AppliedObject.of(each, context).checked()).toList();
    for (AppliedObject each : wanted) {
      if (each.apply()) {
        metrics.wrote(each.wanted().getKind());
      }
    }
    kinds(options)
        .flatMap(kind -> context.getSecondaryResources(kind).stream())
        .filter(each -> isOwn(each) && wanted.stream().noneMatch(one -> one.isSame(each)))
        .forEach(this::delete);
  }

  /** Returns whether an object belongs to this Function, and was not deployed by the plugin. */
  private boolean isOwn(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return object.getMetadata().getOwnerReferences().stream()
            .anyMatch(each -> function.getMetadata().getUid().equals(each.getUid()))
        && !Names.MANAGER.equals(labels.get(Names.MANAGED_BY));
  }

  private void delete(HasMetadata object) {
    context.getClient().resource(object).delete();
    metrics.wrote(object.getKind());
  }

  /** Returns the Deployment of the function's pods; absent if it has just been created. */
  Optional<Deployment> deployment() {
    return context.getSecondaryResources(Deployment.class).stream()
        .filter(each -> each.getMetadata().getName().equals(function.getMetadata().getName()))
        .findFirst();
  }
}
