package io.kubeless.packaging.deploy;

import java.util.List;

/**
 * What a deployment did.
 *
 * @param changes every object of the function, in the order they were applied, then the pruned ones
 * @param ready ready and wanted pods, such as {@code 1/1}; empty when there was nothing to wait for
 */
public record Deployed(List<ObjectChange> changes, String ready) {
  /** Copies the list. */
  public Deployed {
    changes = List.copyOf(changes);
  }

  /** Returns whether the cluster was as wanted before. */
  public boolean unchanged() {
    return changes.stream().allMatch(change -> change.action() == ObjectChange.Action.SAME);
  }
}
