package io.kubeless.packaging.model;

import java.util.List;
import java.util.Optional;

/**
 * What calls a function, and what it may reach.
 *
 * @param triggers what calls it from outside, in the order in which they were given
 * @param network absent when there is no NetworkPolicy
 */
public record Exposure(List<Trigger> triggers, Optional<Network> network) {
  /** Copies the triggers. */
  public Exposure {
    triggers = List.copyOf(triggers);
  }
}
