package io.kubeless.packaging.config;

import java.util.List;

/**
 * One key of {@code function.yaml}. Its path also names the element in the build file and, with the
 * prefix {@code kubeless.}, the property.
 *
 * @param path with dots between its parts
 * @param type type of the value
 * @param otherwise the value if it is not set, for users
 * @param description one sentence
 * @param example a value
 * @param least the minimum, for a NUMBER
 * @param most the maximum, for a NUMBER
 * @param words the values, for a WORD; empty for other types
 */
public record Key(
    String path,
    Type type,
    String otherwise,
    String description,
    String example,
    int least,
    int most,
    List<String> words) {

  /** The text that a required key has in place of a default. */
  static final String REQUIRED = "required";

  /** Copies the words. */
  public Key {
    words = List.copyOf(words);
  }

  /** Creates a key that is neither a number nor a word. */
  Key(String path, Type type, String otherwise, String description, String example) {
    this(path, type, otherwise, description, example, 0, 0);
  }

  /** Creates a key that is a number. */
  Key(
      String path,
      Type type,
      String otherwise,
      String description,
      String example,
      int least,
      int most) {
    this(path, type, otherwise, description, example, least, most, List.of());
  }

  /** Creates a key that is a word. */
  Key(String path, String otherwise, String description, String example, List<String> words) {
    this(path, Type.WORD, otherwise, description, example, 0, 0, words);
  }

  /** Returns whether the key must be set. */
  public boolean required() {
    return otherwise.equals(REQUIRED);
  }

  /** The type of a value. */
  public enum Type {
    /** A text. */
    TEXT("text"),
    /** A whole number. */
    NUMBER("number"),
    /** A number of seconds, or a number with its unit. */
    DURATION("duration"),
    /** A duration that may be shorter than a second, such as {@code 500ms}. */
    DELAY("duration"),
    /** A quantity of Kubernetes. */
    QUANTITY("quantity"),
    /** A map with texts as values. */
    MAP("map of texts"),
    /** A list of texts. */
    LIST("list of texts"),
    /** True or false. */
    FLAG("true or false"),
    /** One of several words. */
    WORD("word"),
    /** One of two words. */
    RUN("service or once"),
    /** Triggers of the function. */
    TRIGGERS("list of triggers"),
    /** Peers of a NetworkPolicy. */
    PEERS("list of peers"),
    /** Any YAML. */
    ANY("text or YAML");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** Returns the name of the type in the documentation. */
    public String text() {
      return text;
    }

    /** Returns whether {@code -D} can set it. */
    public boolean settable() {
      return this != MAP && this != TRIGGERS && this != PEERS && this != ANY;
    }
  }
}
