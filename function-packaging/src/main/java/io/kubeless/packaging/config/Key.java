package io.kubeless.packaging.config;

/**
 * One key of {@code function.yaml}; the same path names the element in the build file and, behind
 * {@code kubeless.}, the property.
 *
 * @param path with dots between its parts
 * @param type of the value
 * @param otherwise what holds when it is not set, for readers
 * @param description one sentence
 * @param example a value
 * @param least the least number, for a NUMBER
 * @param most the greatest number, for a NUMBER
 */
public record Key(
    String path,
    Type type,
    String otherwise,
    String description,
    String example,
    int least,
    int most) {

  /** What holds of a key that has no default. */
  static final String REQUIRED = "required";

  /** Makes a key that is not a number. */
  Key(String path, Type type, String otherwise, String description, String example) {
    this(path, type, otherwise, description, example, 0, 0);
  }

  /** Returns whether the key must be set. */
  public boolean required() {
    return otherwise.equals(REQUIRED);
  }

  /** What a value looks like. */
  public enum Type {
    /** Any text. */
    TEXT("text"),
    /** A whole number. */
    NUMBER("number"),
    /** Seconds, or a number with its unit. */
    DURATION("duration"),
    /** An amount as Kubernetes writes it. */
    QUANTITY("quantity"),
    /** Texts by name. */
    MAP("map of texts"),
    /** A list of texts. */
    LIST("list of texts"),
    /** One of two words. */
    RUN("service or once"),
    /** What calls the function. */
    TRIGGERS("list of triggers"),
    /** Peers of a NetworkPolicy. */
    PEERS("list of peers"),
    /** Any YAML. */
    ANY("text or YAML");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** Returns its name in the documentation. */
    public String text() {
      return text;
    }

    /** Returns whether {@code -D} can set it. */
    public boolean settable() {
      return this != MAP && this != TRIGGERS && this != PEERS && this != ANY;
    }
  }
}
