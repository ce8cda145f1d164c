package io.kubeless.packaging.model;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/**
 * One thing that is wrong: an error code, and what it means in this case.
 *
 * @param code what kind of error it is, and who can correct it
 * @param what what failed, without a full stop
 * @param where file and line, setting or address; empty when the code says it all
 * @param why the cause; empty when there is nothing to add
 * @param remedy a command or a setting to copy; empty when there is none
 */
public record Problem(ErrorCode code, Message what, Message where, Message why, Message remedy) {

  /** Returns a problem that consists of what failed. */
  @FormatMethod
  public static Problem of(ErrorCode code, @FormatString String what, Object... arguments) {
    return new Problem(
        code, Message.of(what, arguments), Message.empty(), Message.empty(), Message.empty());
  }

  /** Returns this problem with the place where it happened. */
  @FormatMethod
  public Problem at(@FormatString String where, Object... arguments) {
    return at(Message.of(where, arguments));
  }

  /** Returns this problem with the place where it happened. */
  public Problem at(Message where) {
    return new Problem(code, what, where, why, remedy);
  }

  /** Returns this problem with the place where it happened. */
  public Problem at(Origin where) {
    return at("%s", where);
  }

  /** Returns this problem with its cause. */
  @FormatMethod
  public Problem because(@FormatString String why, Object... arguments) {
    return because(Message.of(why, arguments));
  }

  /** Returns this problem with its cause. */
  public Problem because(Message why) {
    return new Problem(code, what, where, why, remedy);
  }

  /** Returns this problem with what helps. */
  @FormatMethod
  public Problem remedy(@FormatString String remedy, Object... arguments) {
    return remedy(Message.of(remedy, arguments));
  }

  /** Returns this problem with what helps. */
  public Problem remedy(Message remedy) {
    return new Problem(code, what, where, why, remedy);
  }

  /**
   * Returns the code and what failed on one line, then one line for each other part that is set.
   */
  public String text(Wording wording) {
    StringBuilder text = new StringBuilder(code.text()).append(' ').append(what.text(wording));
    line(text, "where:", where.text(wording));
    line(text, "why:  ", why.text(wording));
    line(text, "do:   ", remedy.text(wording));
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    if (!value.isEmpty()) {
      text.append("\n  ").append(label).append(' ').append(value.replace("\n", "\n         "));
    }
  }

  /** Returns the whole text in words that belong to no front end. */
  @Override
  public String toString() {
    return text(Wording.NEUTRAL);
  }
}
