package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;

/** A part of a change that waits for the cluster without blocking its thread. */
interface Step {
  /**
   * Continues until the step is complete, or has to wait.
   *
   * @return whether the step is complete; if not, it must be advanced again later
   */
  boolean advance() throws ApiFailure;
}
