package io.kubeless.packaging.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The types of triggers that a configuration may contain.
 *
 * @param all the types, in the order in which they are documented
 */
record TriggerTypes(List<TriggerType> all) {
  /** All types of this version. */
  static final TriggerTypes INSTALLED =
      new TriggerTypes(
          List.of(
              new HttpTriggerType(),
              new CronJobTriggerType(),
              new KafkaTriggerType(),
              new NatsTriggerType()));

  TriggerTypes {
    all = List.copyOf(all);
  }

  /** Returns the type with a name, ignoring case. */
  Optional<TriggerType> find(String name) {
    return all.stream()
        .filter(
            type ->
                Stream.concat(Stream.of(type.name()), type.otherNames().stream())
                    .anyMatch(name::equalsIgnoreCase))
        .findFirst();
  }

  /** Returns the type of an annotation or of a container annotation. */
  Optional<TriggerType> ofAnnotation(String annotation) {
    return all.stream().filter(type -> stands(annotation, type)).findFirst();
  }

  private static boolean stands(String annotation, TriggerType type) {
    java.lang.annotation.Repeatable container =
        type.annotation().getAnnotation(java.lang.annotation.Repeatable.class);
    return annotation.equals(type.annotation().getName())
        || (container != null && annotation.equals(container.value().getName()));
  }

  /** Returns the names of the types. */
  List<String> names() {
    return all.stream().map(TriggerType::name).toList();
  }
}
