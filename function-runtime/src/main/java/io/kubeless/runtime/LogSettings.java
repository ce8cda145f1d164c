package io.kubeless.runtime;

import java.util.Map;

/**
 * The level and the format of the log.
 *
 * @param level the lowest level that is written
 * @param readable whether lines are plain text rather than JSON
 * @param events whether each call for an event of a broker has a line, as a request has
 */
record LogSettings(System.Logger.Level level, boolean readable, boolean events) {
  static final String TEXT = "text";
  static final String LEVELS = "ALL|TRACE|DEBUG|INFO|WARNING|ERROR|OFF";
  static final LogSettings DEFAULT = new LogSettings(System.Logger.Level.INFO, false, false);

  /** Reads the environment. An invalid value counts as unset, and is reported by Settings. */
  static LogSettings from(Map<String, String> environment) {
    String level = environment.getOrDefault(RuntimeContract.LOG_LEVEL, "");
    return new LogSettings(
        level.matches(LEVELS) ? System.Logger.Level.valueOf(level) : DEFAULT.level,
        TEXT.equals(environment.get(RuntimeContract.LOG_FORMAT)),
        "true".equals(environment.get(RuntimeContract.LOG_EVENTS)));
  }

  boolean shows(System.Logger.Level other) {
    return other.getSeverity() >= level.getSeverity() && other != System.Logger.Level.OFF;
  }
}
