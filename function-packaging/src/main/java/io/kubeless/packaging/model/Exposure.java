package io.kubeless.packaging.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The callers of a function, and the network that it may access.
 *
 * @param triggers the triggers, in the order of the configuration
 * @param network the rules of the NetworkPolicy; if absent, there is no NetworkPolicy
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

  /**
   * Returns the renderers of the triggers without duplicates. Those that start processes are last.
   */
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
