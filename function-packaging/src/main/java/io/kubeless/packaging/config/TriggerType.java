package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Trigger;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One type of trigger: its keys, and the conversion of its configuration to a trigger. The record
 * of the trigger names a {@link io.kubeless.packaging.model.TriggerRenderer}, which determines its
 * objects and targets. To add a type, write these classes and add the type to {@link
 * TriggerTypes#INSTALLED}.
 */
interface TriggerType {

  /** Returns the name in {@code function.yaml}, in lower case. */
  String name();

  /** Returns other accepted names, in their documented form. */
  default Set<String> otherNames() {
    return Set.of();
  }

  /** Returns a description for the documentation. */
  String description();

  /** Returns the annotation, whose elements are the keys with the same names. */
  Class<? extends Annotation> annotation();

  /** Returns the keys, in the order in which they are documented. */
  List<Key> keys();

  /** Returns the trigger for valid values. Invalid values are reported. */
  Trigger read(MappingReader values);

  /** Returns why a function cannot have two triggers of this type; absent if it can. */
  default Optional<Clash> clash(Trigger one, Trigger other) {
    return one.equals(other) ? Optional.of(Clash.TWICE) : Optional.empty();
  }

  /**
   * Reports settings that a function with triggers of this type must not have.
   *
   * @param function the values of the function
   * @param name its name, which is valid
   * @param triggers number of triggers of this type, at least one
   */
  default void check(MappingReader function, String name, int triggers) {}

  /** The reason why two triggers exclude each other. */
  record Clash(Message what, Message why, Message remedy) {
    /** Two triggers that call the function with the same event. */
    static final Clash TWICE =
        new Clash(
            Message.of("A trigger occurs twice"),
            Message.of("each of the two would call the function"));

    /** Creates a clash of triggers that would do the same. */
    Clash(Message what, Message why) {
      this(what, why, Message.of("remove one of the two"));
    }
  }
}
