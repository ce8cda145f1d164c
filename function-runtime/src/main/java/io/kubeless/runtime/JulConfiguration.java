package io.kubeless.runtime;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

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
    root.addHandler(new JulHandler(JsonLog::process));
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
}
