package io.kubeless.runtime;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** A log line in plain text: time of day, level, logger, message, and its fields. */
final class ReadableLine {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private ReadableLine() {}

  static String of(
      long millis, String level, String logger, String message, Map<String, Object> fields) {
    StringBuilder line =
        new StringBuilder(TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault())));
    line.append(' ').append(level).append(" ".repeat(Math.max(1, 8 - level.length())));
    line.append(logger).append(": ").append(message);
    fields.forEach((name, value) -> line.append("  ").append(name).append('=').append(value));
    return line.append('\n').toString();
  }
}
