package io.kubeless.packaging.model;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One error: its code, and its details in this case.
 *
 * @param code the kind of the error, and who can correct it
 * @param what the failure, without a full stop
 * @param where file and line, setting or address; empty if the code is sufficient
 * @param why the cause; empty if there is nothing to add
 * @param remedy a command or a setting to copy; empty if there is none
 */
public record Problem(ErrorCode code, Message what, Message where, Message why, Message remedy) {

  /** Returns a problem that has only the failure. */
  @FormatMethod
  public static Problem of(ErrorCode code, @FormatString String what, Object... arguments) {
    return of(code, Message.of(what, arguments));
  }

  /** Returns a problem that has only the failure. */
  public static Problem of(ErrorCode code, Message what) {
    return new Problem(code, what, Message.empty(), Message.empty(), Message.empty());
  }

  /** Returns this problem with its place. */
  @FormatMethod
  public Problem at(@FormatString String where, Object... arguments) {
    return at(Message.of(where, arguments));
  }

  /** Returns this problem with its place. */
  public Problem at(Message where) {
    return new Problem(code, what, where, why, remedy);
  }

  /** Returns this problem with its place. */
  public Problem at(Origin where) {
    return at(Message.of(Argument.of(where)));
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

  /** Returns this problem with a remedy. */
  @FormatMethod
  public Problem remedy(@FormatString String remedy, Object... arguments) {
    return remedy(Message.of(remedy, arguments));
  }

  /** Returns this problem with a remedy that is a command or a setting. */
  public Problem remedy(Argument remedy) {
    return remedy(Message.of(remedy));
  }

  /** Returns this problem with a remedy. */
  public Problem remedy(Message remedy) {
    return new Problem(code, what, where, why, remedy);
  }

  /**
   * Returns one line with the code and the failure, and one line for each other part that is set.
   */
  public String text(Wording wording) {
    StringBuilder text = new StringBuilder(code.text()).append(' ').append(what.text(wording));
    line(text, "where:", where.text(wording));
    line(text, "why:  ", why.text(wording));
    line(text, "do:   ", remedy.text(wording));
    return text.toString();
  }

  /** Returns the code and all parts, also empty ones, by their names in documents. */
  public Map<String, Object> fields(Wording wording) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", code.text());
    fields.put("what", what.text(wording));
    fields.put("where", where.text(wording));
    fields.put("why", why.text(wording));
    fields.put("do", remedy.text(wording));
    return fields;
  }

  private static void line(StringBuilder text, String label, String value) {
    if (!value.isEmpty()) {
      text.append("\n  ").append(label).append(' ').append(value.replace("\n", "\n         "));
    }
  }

  /** Returns the whole text in a wording that is independent of front ends. */
  @Override
  public String toString() {
    return text(Wording.NEUTRAL);
  }
}
