package io.kubeless.packaging.model;

import java.util.Optional;
import java.util.OptionalInt;

/** A trigger of a function. Each type of trigger is a record of its own. */
public interface Trigger {

  /** Returns the renderer of all triggers of this type. */
  TriggerRenderer renderer();

  /**
   * Returns the name of the source in the function's process that receives its events, such as
   * {@code kafka-orders}; absent if something else receives them.
   */
  default Optional<String> source() {
    return Optional.empty();
  }

  /**
   * Returns the number of waiting events for each pod; absent if it does not scale the function.
   */
  default OptionalInt lag() {
    return OptionalInt.empty();
  }
}
