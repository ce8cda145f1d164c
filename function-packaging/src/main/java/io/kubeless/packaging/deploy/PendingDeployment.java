package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.Timing;
import io.kubeless.packaging.rollout.Rollout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deployment whose objects are applied, and whose pods are not known to be ready. It has the lock
 * of its function, unless nothing was written, until it is closed. {@link Deployments} awaits it.
 */
public final class PendingDeployment implements AutoCloseable {

  /** What is left to do when the pods are ready. */
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
   * Makes a pending deployment.
   *
   * @param rollout absent when nobody waits for the pods
   * @param lock null when nothing was written
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
   * Observes the pods once, and prunes when they are ready.
   *
   * @return what the deployment did; empty when the pods are not ready yet
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

  /** Releases the lock. What is not pruned is pruned by the next deployment. */
  @Override
  public void close() {
    if (lock != null) {
      lock.close();
    }
  }
}
