package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.Timing;
import io.kubeless.packaging.model.Message;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The deployment or the deletion of one function, which has begun and may have to wait: for a lock,
 * for pods, or for the deletion of objects. It has the lock of its function until it is closed,
 * unless nothing was written. {@link PendingChanges} waits for it.
 *
 * @param <T> the result
 */
public final class PendingChange<T> implements AutoCloseable {
  private final KubernetesApi api;
  private final Message failure;
  private final DeploymentLock lock;
  private final Step work;
  private final Supplier<T> result;

  /**
   * Creates a change that has not begun.
   *
   * @param failure what has failed if the cluster refuses a request
   * @param lock the lock, which is released in the end if the work takes it
   * @param work all of the work
   * @param result returns the result after the work
   */
  PendingChange(
      KubernetesApi api, Message failure, DeploymentLock lock, Step work, Supplier<T> result) {
    this.api = api;
    this.failure = failure;
    this.lock = lock;
    this.work = work;
    this.result = result;
  }

  /** Advances a part of the work, and returns this change. If that fails, the lock is released. */
  PendingChange<T> begin(Step part) {
    boolean begun = false;
    try {
      advance(part);
      begun = true;
      return this;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  Timing timing() {
    return api.timing();
  }

  /**
   * Continues without waiting.
   *
   * @return the result; empty if the change has to wait
   */
  Optional<T> advance() {
    return advance(work) ? Optional.of(result.get()) : Optional.empty();
  }

  private boolean advance(Step step) {
    try {
      return step.advance();
    } catch (ApiFailure e) {
      throw e.problem(failure, api.connection());
    }
  }

  /** Releases the lock. Objects that were not pruned are pruned by the next deployment. */
  @Override
  public void close() {
    lock.close();
  }
}
