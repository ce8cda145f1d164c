package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.Timing;
import io.kubeless.packaging.rollout.Rollout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deployment whose objects are applied, but whose pods may not be ready yet. It has the lock of
 * its function until it is closed, unless nothing was written. {@link Deployments} waits for it.
 */
public final class PendingDeployment implements AutoCloseable {

  /** The steps after the pods are ready. */
  interface Completion {
    /** Returns every change of the deployment. */
    List<ObjectChange> run() throws ApiFailure;
  }

  private final KubernetesApi api;
  private final String function;
  private final Optional<Rollout> rollout;
  private final Completion completion;
  private final @Nullable HeldLock lock;

  /**
   * Creates a pending deployment.
   *
   * @param rollout the rollout; absent if the pods are not awaited
   * @param lock the lock; null if nothing was written
   */
  PendingDeployment(
      KubernetesApi api,
      String function,
      Optional<Rollout> rollout,
      Completion completion,
      @Nullable HeldLock lock) {
    this.api = api;
    this.function = function;
    this.rollout = rollout;
    this.completion = completion;
    this.lock = lock;
  }

  Timing timing() {
    return api.timing();
  }

  /**
   * Observes the pods once, and prunes if they are ready.
   *
   * @return the result of the deployment; empty if the pods are not ready yet
   */
  Optional<Deployed> advance() {
    try {
      Optional<String> ready = rollout.isPresent() ? rollout.get().observe() : Optional.of("");
      return ready.isPresent()
          ? Optional.of(new Deployed(completion.run(), ready.get()))
          : Optional.empty();
    } catch (ApiFailure e) {
      throw e.problem("The function " + function + " cannot be deployed", api.connection());
    }
  }

  /** Releases the lock. Objects that were not pruned are pruned by the next deployment. */
  @Override
  public void close() {
    if (lock != null) {
      lock.close();
    }
  }
}
