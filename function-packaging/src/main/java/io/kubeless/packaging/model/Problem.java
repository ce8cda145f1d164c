package io.kubeless.packaging.model;

/**
 * One thing that is wrong, in the words of the person who can put it right.
 *
 * @param code such as {@code KUBELESS-101}; it never changes its meaning
 * @param reader who can put it right
 * @param what what failed, without a full stop
 * @param where file and line, parameter or address; empty when the code says it all
 * @param why the cause in one line; empty when there is nothing to add
 * @param remedy a command or a setting to copy
 */
public record Problem(
    String code, Reader reader, String what, String where, String why, String remedy) {

  /** Who can put a problem right. */
  public enum Reader {
    /** The author of the project: the code, the POM or {@code function.yaml} is wrong. */
    PROJECT,
    /** Whoever looks after the registry, the cluster or this machine. */
    SURROUNDINGS
  }

  /** Returns a problem that the project's author can put right. */
  public static Problem inProject(int code, String what, String where, String why, String remedy) {
    return new Problem("KUBELESS-" + code, Reader.PROJECT, what, where, why, remedy);
  }

  /** Returns a problem of the registry, the cluster or this machine. */
  public static Problem around(int code, String what, String where, String why, String remedy) {
    return new Problem("KUBELESS-" + code, Reader.SURROUNDINGS, what, where, why, remedy);
  }

  /**
   * Returns the code and what failed on one line, then one line for each other part that is set.
   */
  public String text() {
    StringBuilder text = new StringBuilder(code).append(' ').append(what);
    line(text, "where:", where);
    line(text, "why:  ", why);
    line(text, "do:   ", remedy);
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    if (!value.isEmpty()) {
      text.append("\n  ").append(label).append(' ').append(value.replace("\n", "\n         "));
    }
  }
}
