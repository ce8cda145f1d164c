package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;
import java.util.Optional;

/**
 * An object that a Function needs, and the same object in the cluster.
 *
 * @param wanted what is applied
 * @param context the caches of the Function's objects
 */
record AppliedObject(HasMetadata wanted, Context<KubelessFunction> context) {
  /** Selects the objects of functions, also those of upstream's controller. */
  static final String SELECTOR = "created-by=kubeless";

  static AppliedObject of(KubernetesObject object, Context<KubelessFunction> context) {
    var serialization = context.getClient().getKubernetesSerialization();
    Class<? extends HasMetadata> kind =
        FunctionReconciler.KINDS.stream()
            .filter(each -> each.getSimpleName().equals(object.kind()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(object.kind()));
    return new AppliedObject(serialization.convertValue(object.content(), kind), context);
  }

  boolean isSame(HasMetadata other) {
    return wanted.getKind().equals(other.getKind())
        && wanted.getMetadata().getName().equals(other.getMetadata().getName());
  }

  private Optional<? extends HasMetadata> cached() {
    return context.getSecondaryResources(wanted.getClass()).stream()
        .filter(this::isSame)
        .findFirst();
  }

  /**
   * Makes sure that the object may be written. Only for an object that is not known to be the
   * Function's, this costs a request.
   *
   * @throws ConflictException if it belongs to something else
   */
  void check() {
    if (cached().isPresent()) {
      return;
    }
    HasMetadata found = context.getClient().resource(wanted).get();
    if (found == null) {
      return;
    }
    Map<String, String> labels =
        Optional.ofNullable(found.getMetadata().getLabels()).orElse(Map.of());
    String name = found.getKind() + " " + found.getMetadata().getName();
    if (!"kubeless".equals(labels.get("created-by"))) {
      throw new ConflictException(
          name + " exists, and is not an object of a function: delete it, or rename the Function");
    }
    if (Names.MANAGER.equals(labels.get(Names.MANAGED_BY))) {
      throw new ConflictException(
          name
              + " was deployed to target kubernetes: undeploy it, or delete the Function, as one"
              + " function has one target");
    }
  }

  /** Writes the object, unless all fields of the controller have their values already. */
  void apply() {
    if (cached().filter(this::matches).isEmpty()) {
      context
          .getClient()
          .resource(wanted)
          .fieldManager(OwnedObjects.MANAGER)
          .forceConflicts()
          .serverSideApply();
    }
  }

  private boolean matches(HasMetadata actual) {
    return SSABasedGenericKubernetesResourceMatcher.<HasMetadata>getInstance()
        .matches(actual, wanted, context);
  }
}
