package io.kubeless.testing;

import io.kubeless.runtime.json.JsonObjects;
import io.kubeless.runtime.json.JsonReader;
import java.util.Map;

/**
 * One line of a function's log.
 *
 * @param level {@code TRACE}, {@code DEBUG}, {@code INFO}, {@code WARNING} or {@code ERROR}
 * @param logger the name of the function for what it has logged, and {@code runtime} for what the
 *     runtime has
 * @param message the text
 * @param fields all members of the JSON object, such as {@code event}, {@code trace}, {@code
 *     status} and {@code stack}
 */
public record LogLine(String level, String logger, String message, Map<String, Object> fields) {

  /** Copies the map. */
  public LogLine {
    fields = Map.copyOf(fields);
  }

  /** Returns the line for people, with the stack trace if there is one. */
  String text() {
    Object stack = fields.get("stack");
    return level + " " + logger + " " + message + (stack == null ? "" : "\n" + stack);
  }

  static LogLine of(String json) {
    try {
      Map<String, Object> fields = JsonObjects.read(json);
      return new LogLine(
          String.valueOf(fields.get("level")),
          String.valueOf(fields.get("logger")),
          String.valueOf(fields.get("message")),
          fields);
    } catch (JsonReader.InvalidJson e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
