package io.kubeless.runtime;

import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Writes records of {@code java.util.logging} as JSON lines. The JDK creates this class when
 * logging is first used, because {@code java.util.logging.config.class} names it. So a function
 * that never logs does not load logging.
 */
public final class JulConfiguration {

  /** Installs the handler. */
  public JulConfiguration() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Handler json = new JsonHandler();
    json.setLevel(Level.ALL);
    root.addHandler(json);
    root.setLevel(level(JsonLog.process().settings().level()));
  }

  private static Level level(System.Logger.Level level) {
    return switch (level) {
      case ALL -> Level.ALL;
      case TRACE -> Level.FINER;
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARNING;
      case ERROR -> Level.SEVERE;
      case OFF -> Level.OFF;
    };
  }

  private static final class JsonHandler extends Handler {
    private final Formatter messages = new SimpleFormatter();

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        String logger = String.valueOf(record.getLoggerName());
        JsonLog.process()
            .write(
                level(record.getLevel()),
                logger,
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
}
