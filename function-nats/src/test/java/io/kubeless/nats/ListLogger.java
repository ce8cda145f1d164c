package io.kubeless.nats;

import java.util.List;
import java.util.ResourceBundle;

/** Keeps the lines of a log. */
record ListLogger(List<String> lines) implements System.Logger {

  @Override
  public String getName() {
    return "test";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (level.getSeverity() >= Level.INFO.getSeverity()) {
      lines.add(level + " " + message);
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
    log(level, bundle, format, (Throwable) null);
  }
}
