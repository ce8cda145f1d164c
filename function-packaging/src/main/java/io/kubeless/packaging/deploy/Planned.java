package io.kubeless.packaging.deploy;

import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;

/**
 * The effect of applying one object.
 *
 * @param object the applied object
 * @param action the change
 * @param force whether fields of other managers are taken over
 * @param taken these fields, for the log
 */
record Planned(KubernetesObject object, Action action, boolean force, List<String> taken) {
  /** Copies the fields. */
  Planned {
    taken = List.copyOf(taken);
  }

  Planned(KubernetesObject object, Action action) {
    this(object, action, false, List.of());
  }

  boolean changes() {
    return action != Action.SAME;
  }

  ObjectChange change() {
    return new ObjectChange(object.kind(), object.name(), action);
  }
}
