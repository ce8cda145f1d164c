package io.kubeless.runtime;

import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Writes records of {@code java.util.logging} as JSON lines. */
final class JulHandler extends Handler {
  private final Formatter messages = new SimpleFormatter();
  private final Supplier<@Nullable JsonLog> log;

  /**
   * Creates a handler.
   *
   * @param log returns the log of the current thread, {@code null} to write nothing
   */
  JulHandler(Supplier<@Nullable JsonLog> log) {
    this.log = log;
    setLevel(Level.ALL);
  }

  @Override
  public void publish(LogRecord record) {
    JsonLog present = isLoggable(record) ? log.get() : null;
    if (present != null) {
      present.write(
          level(record.getLevel()),
          String.valueOf(record.getLoggerName()),
          messages.formatMessage(record),
          record.getThrown(),
          Map.of());
    }
  }

  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    if (level.intValue() >= Level.INFO.intValue()) {
      return "INFO";
    }
    return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
