package io.kubeless.packaging.deploy;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The change of one object.
 *
 * @param kind such as {@code Service}
 * @param name name of the object
 * @param action the action
 */
public record ObjectChange(String kind, String name, Action action) {

  /** An action on an object. */
  public enum Action {
    /** The object did not exist. */
    CREATED('+'),
    /** The object was different. */
    CHANGED('~'),
    /** Nothing was written. */
    SAME('='),
    /** The object is no longer declared. */
    PRUNED('-');

    private final char sign;

    Action(char sign) {
      this.sign = sign;
    }

    /** Returns {@code +}, {@code ~}, {@code =} or {@code -}. */
    public char sign() {
      return sign;
    }

    /** Returns the name in results, in lower case. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Returns the change in one line, such as {@code + Service hello}. */
  public String line() {
    return action.sign() + " " + kind + " " + name;
  }

  /** Returns the change that a line describes, see {@link #line}. */
  static ObjectChange parse(String line) {
    String[] words = line.split(" ", 3);
    Action action =
        Arrays.stream(Action.values())
            .filter(each -> words[0].equals(String.valueOf(each.sign())))
            .findFirst()
            .orElseThrow();
    return new ObjectChange(words[1], words[2], action);
  }

  /** Returns changes grouped by action, such as {@code ConfigMap + Service Deployment =}. */
  public static String summary(List<ObjectChange> changes) {
    return changes.stream()
        .collect(Collectors.groupingBy(ObjectChange::action, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            entry ->
                entry.getValue().stream().map(ObjectChange::kind).collect(Collectors.joining(" "))
                    + " "
                    + entry.getKey().sign())
        .collect(Collectors.joining("   "));
  }
}
