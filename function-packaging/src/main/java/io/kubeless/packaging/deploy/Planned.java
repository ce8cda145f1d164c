package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;
import java.util.Optional;

/**
 * The effect of applying one object.
 *
 * @param object the applied object
 * @param action the change
 * @param force whether fields of other managers are taken over
 * @param taken these fields, for the log
 * @param live the live object; absent if it does not exist or does not matter
 * @param tried the result of the dry run; absent if it was not possible
 */
record Planned(
    KubernetesObject object,
    Action action,
    boolean force,
    List<String> taken,
    Optional<JsonNode> live,
    Optional<JsonNode> tried) {
  /** Copies the fields. */
  Planned {
    taken = List.copyOf(taken);
  }

  Planned(KubernetesObject object, Action action) {
    this(object, action, false, List.of(), Optional.empty(), Optional.empty());
  }

  Planned(KubernetesObject object, Action action, Optional<JsonNode> live, JsonNode tried) {
    this(object, action, false, List.of(), live, Optional.of(tried));
  }

  boolean changes() {
    return action != Action.SAME;
  }

  ObjectChange change() {
    return new ObjectChange(object.kind(), object.name(), action);
  }
}
