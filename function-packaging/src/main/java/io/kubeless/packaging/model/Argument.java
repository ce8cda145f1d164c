package io.kubeless.packaging.model;

import java.util.List;
import java.util.Optional;

/**
 * Something that a {@link Message} mentions. The front end chooses its wording: see {@link
 * Wording}.
 */
public sealed interface Argument {

  /**
   * A setting or a key of {@code function.yaml}.
   *
   * @param name such as {@code image.base}
   * @param value such as {@code linked-jre}; empty if the setting itself is meant
   */
  record Setting(String name, Optional<String> value) implements Argument {}

  /**
   * Goals that the user can run.
   *
   * @param packaged whether the goals require the packaged jar
   * @param names such as {@code push} and {@code apply}, in the order in which they run
   */
  record Goals(boolean packaged, List<String> names) implements Argument {}

  /** The file that describes the project's build. */
  record BuildFile() implements Argument {}

  /** The front end's word for the owner of a function, without an article. */
  record OwnerWord() implements Argument {}

  /**
   * The login for a registry in the settings of the build.
   *
   * @param registry host and port of the registry
   */
  record RegistryLogin(String registry) implements Argument {}

  /**
   * A place in a file or another source.
   *
   * @param origin the place
   */
  record Place(Origin origin) implements Argument {}

  /**
   * A value that every front end writes in the same way.
   *
   * @param text the value
   */
  record Value(String text) implements Argument {}

  /**
   * A message inside another message.
   *
   * @param message the inner message
   */
  record Nested(Message message) implements Argument {}

  /** Returns a setting without a value. */
  static Argument setting(String name) {
    return new Setting(name, Optional.empty());
  }

  /** Returns a setting with a value. */
  static Argument setting(String name, Object value) {
    return new Setting(name, Optional.of(value.toString()));
  }

  /** Returns goals that run in this order. */
  static Argument goals(String... names) {
    return new Goals(false, List.of(names));
  }

  /** Returns goals that run after the build has packaged the project. */
  static Argument goalsOfPackaged(String... names) {
    return new Goals(true, List.of(names));
  }

  /** Returns the build file. */
  static Argument buildFile() {
    return new BuildFile();
  }

  /** Returns the word for the {@link Owner} of a function. */
  static Argument owner() {
    return new OwnerWord();
  }

  /** Returns the login for a registry. */
  static Argument login(String registry) {
    return new RegistryLogin(registry);
  }

  /** Returns an object as an argument. Objects of other types are arguments with their text. */
  static Argument of(Object object) {
    if (object instanceof Argument argument) {
      return argument;
    }
    if (object instanceof Message message) {
      return new Nested(message);
    }
    if (object instanceof Origin origin) {
      return new Place(origin);
    }
    return new Value(object.toString());
  }
}
