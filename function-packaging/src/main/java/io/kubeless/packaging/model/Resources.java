package io.kubeless.packaging.model;

import io.kubeless.runtime.Quantity;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How large a function's pods are, and how many of them there are.
 *
 * @param memory request and limit, a quantity
 * @param cpu request, a quantity; there is no limit
 * @param replicas absent when the cluster or an autoscaler decides
 * @param autoscaling absent when there is no HorizontalPodAutoscaler
 */
public record Resources(
    String memory, String cpu, OptionalInt replicas, Optional<Autoscaling> autoscaling) {

  /** Returns the memory limit in bytes. */
  public long memoryBytes() {
    return Quantity.bytes(memory);
  }
}
