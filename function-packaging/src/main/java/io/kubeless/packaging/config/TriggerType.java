package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Trigger;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One type of trigger: its keys, and how configuration becomes a trigger. Its record names a {@link
 * io.kubeless.packaging.model.TriggerRenderer}, which decides about objects and targets. To add a
 * type, write these classes and list the type in {@link TriggerTypes#INSTALLED}.
 */
interface TriggerType {

  /** Returns the name in {@code function.yaml}, in lower case. */
  String name();

  /** Returns other names that are accepted, as they are documented. */
  default Set<String> otherNames() {
    return Set.of();
  }

  /** Returns a phrase for the documentation. */
  String description();

  /** Returns the annotation; each of its elements is the key of the same name. */
  Class<? extends Annotation> annotation();

  /** Returns the keys, in the order in which they are documented. */
  List<Key> keys();

  /** Returns the trigger that valid values describe; values that are not valid are reported. */
  Trigger read(Values values);

  /** Returns why a function cannot have two triggers of this type; absent if it can. */
  default Optional<Clash> clash(Trigger one, Trigger other) {
    return one.equals(other)
        ? Optional.of(
            new Clash("A trigger occurs twice", "each of the two would call the function"))
        : Optional.empty();
  }

  /**
   * Reports what a function with triggers of this type cannot have.
   *
   * @param function the values of the function
   * @param name its name, which is valid
   * @param triggers how many triggers of this type it has, at least one
   */
  default void check(Values function, String name, int triggers) {}

  /** Why two triggers exclude each other. */
  record Clash(String what, String why) {}
}
