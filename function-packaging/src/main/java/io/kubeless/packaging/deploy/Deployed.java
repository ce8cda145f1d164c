package io.kubeless.packaging.deploy;

import java.util.List;

/**
 * The result of a deployment.
 *
 * @param changes all objects of the function, in the order in which they were applied, followed by
 *     the pruned ones
 * @param ready ready and wanted pods, such as {@code 1/1}; empty if no pods were awaited
 */
public record Deployed(List<ObjectChange> changes, String ready) {
  /** Copies the changes. */
  public Deployed {
    changes = List.copyOf(changes);
  }

  /** Returns whether the cluster already had the wanted state. */
  public boolean unchanged() {
    return changes.stream().allMatch(change -> change.action() == ObjectChange.Action.SAME);
  }
}
