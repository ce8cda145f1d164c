package io.kubeless.packaging.deploy;

import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;
import java.util.Optional;

/**
 * What a deployment would change in one object.
 *
 * @param change the change
 * @param fields the different fields; of a new configuration, those that differ from the one that
 *     it replaces; empty for an object that is new, would be pruned, or stays the same
 * @param created the object, if it is new and replaces no other one
 */
public record ObjectDifference(
    ObjectChange change, List<FieldDifference> fields, Optional<KubernetesObject> created) {
  /** Copies the fields. */
  public ObjectDifference {
    fields = List.copyOf(fields);
  }

  ObjectDifference(ObjectChange change, List<FieldDifference> fields) {
    this(change, fields, Optional.empty());
  }
}
