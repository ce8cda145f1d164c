package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import java.util.ArrayDeque;
import java.util.Deque;

/** Steps that are advanced one after the other. While one of them runs, others may be added. */
final class Steps implements Step {

  /** A step that never waits. */
  interface Action {
    void run() throws ApiFailure;
  }

  private final Deque<Step> remaining = new ArrayDeque<>();

  /** Adds a step at the end. */
  Steps then(Step step) {
    remaining.add(step);
    return this;
  }

  /** Adds a step that never waits at the end. */
  Steps thenRun(Action action) {
    return then(
        () -> {
          action.run();
          return true;
        });
  }

  @Override
  public boolean advance() throws ApiFailure {
    while (!remaining.isEmpty()) {
      if (!remaining.element().advance()) {
        return false;
      }
      remaining.remove();
    }
    return true;
  }
}
