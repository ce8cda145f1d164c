package io.kubeless.packaging.model;

import java.util.Comparator;
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

  /** Returns the triggers of one type, in order. */
  public <T extends Trigger> List<T> triggers(Class<T> type) {
    return triggers.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Returns the renderers of the triggers, each once; those that start processes come last. */
  public List<TriggerRenderer> renderers() {
    return triggers.stream()
        .map(Trigger::renderer)
        .distinct()
        .sorted(
            Comparator.comparing(TriggerRenderer::startsProcess)
                .thenComparing(TriggerRenderer::type))
        .toList();
  }
}
