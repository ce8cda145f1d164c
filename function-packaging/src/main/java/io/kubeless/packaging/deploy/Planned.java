package io.kubeless.packaging.deploy;

import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;

/**
 * What applying one object would do.
 *
 * @param object what is applied
 * @param action what becomes of it
 * @param force whether fields that others set are taken
 * @param taken those fields, for the log
 */
record Planned(KubernetesObject object, Action action, boolean force, List<String> taken) {
  /** Copies the list. */
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
