package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;
import java.util.Optional;

/**
 * An object that a trigger needs, and the same object in the cluster.
 *
 * @param wanted what is applied
 * @param context the caches of the trigger's objects
 */
record WrittenObject<T extends KubelessTrigger>(HasMetadata wanted, Context<T> context) {

  /** An object of the name that a trigger needs belongs to something else. */
  static final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Conflict(String message) {
      super(message);
    }
  }

  static <T extends KubelessTrigger> WrittenObject<T> of(
      KubernetesObject object, List<Class<? extends HasMetadata>> kinds, Context<T> context) {
    Class<? extends HasMetadata> kind =
        kinds.stream()
            .filter(each -> each.getSimpleName().equals(object.kind()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(object.kind()));
    return new WrittenObject<>(
        context.getClient().getKubernetesSerialization().convertValue(object.content(), kind),
        context);
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
   * Makes sure that the object may be written. Upstream's objects name the trigger as their owner,
   * too. Only for an object that is not known to be the trigger's, this costs a request.
   *
   * @throws Conflict if it belongs to something else
   */
  void check() {
    if (cached().isPresent()) {
      return;
    }
    HasMetadata found = context.getClient().resource(wanted).get();
    OwnerReference owner = wanted.getMetadata().getOwnerReferences().get(0);
    if (found != null
        && found.getMetadata().getOwnerReferences().stream()
            .noneMatch(
                each ->
                    each.getKind().equals(owner.getKind())
                        && each.getName().equals(owner.getName()))) {
      throw new Conflict(
          found.getKind()
              + " "
              + found.getMetadata().getName()
              + " exists, and is not an object of this trigger: delete it, or rename the trigger");
    }
  }

  /** Writes the object, unless all fields of the controller have their values already. */
  void apply() {
    if (cached().filter(this::matches).isEmpty()) {
      context
          .getClient()
          .resource(wanted)
          .fieldManager(Ownership.MANAGER)
          .forceConflicts()
          .serverSideApply();
    }
  }

  private boolean matches(HasMetadata actual) {
    return SSABasedGenericKubernetesResourceMatcher.<HasMetadata>getInstance()
        .matches(actual, wanted, context);
  }
}
