package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.rollout.Rollout;
import java.util.Optional;

/** Waits for the pods of a function, if there is a rollout to wait for. */
final class AwaitedPods implements Step {
  private final Optional<Rollout> rollout;
  private String ready = "";

  AwaitedPods(Optional<Rollout> rollout) {
    this.rollout = rollout;
  }

  @Override
  public boolean advance() throws ApiFailure {
    Optional<String> observed = rollout.isPresent() ? rollout.get().observe() : Optional.of("");
    observed.ifPresent(pods -> ready = pods);
    return observed.isPresent();
  }

  /** Returns ready and wanted pods, such as {@code 1/1}; empty if no pods are awaited. */
  String ready() {
    return ready;
  }
}
