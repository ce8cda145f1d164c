package io.kubeless.controller;

import io.kubeless.controller.trigger.Ownership;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;

/** The rendered objects of a Function as its property, instead of that of a Maven project. */
final class OwnedObjects {
  /** The manager of applied fields, and the value of the label for the managing program. */
  static final String MANAGER = Ownership.MANAGER;

  private OwnedObjects() {}

  /**
   * Returns the objects with an owner reference and with the controller's label. No owner reference
   * blocks the deletion of the Function.
   */
  static List<KubernetesObject> of(List<KubernetesObject> objects, KubelessFunction function) {
    Ownership owner =
        new Ownership(
            function.getKind(), function.getMetadata().getName(), function.getMetadata().getUid());
    return objects.stream().map(owner::of).toList();
  }
}
