package io.kubeless.packaging.model;

import io.kubeless.runtime.Quantity;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The size of a function's pods, and their number.
 *
 * @param memory request and limit, a quantity
 * @param cpu request, a quantity; there is no limit
 * @param replicas number of pods; absent if the cluster or an autoscaler determines it
 * @param autoscaling the limits of the autoscaler; if absent, there is none
 */
public record Resources(
    String memory, String cpu, OptionalInt replicas, Optional<Autoscaling> autoscaling) {

  /** Returns the memory limit in bytes. */
  public long memoryBytes() {
    return Quantity.bytes(memory);
  }
}
