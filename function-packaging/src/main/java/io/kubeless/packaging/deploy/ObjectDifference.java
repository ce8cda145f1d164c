package io.kubeless.packaging.deploy;

import java.util.List;

/**
 * What a deployment would change in one object.
 *
 * @param change the change
 * @param fields the different fields; of a new object all declared fields, and empty for one that
 *     would be pruned or stays the same
 */
public record ObjectDifference(ObjectChange change, List<FieldDifference> fields) {
  /** Copies the fields. */
  public ObjectDifference {
    fields = List.copyOf(fields);
  }
}
