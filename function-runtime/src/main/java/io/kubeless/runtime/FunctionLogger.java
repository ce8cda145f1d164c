package io.kubeless.runtime;

import java.text.MessageFormat;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The logger of {@link io.kubeless.function.Context#logger()}. */
final class FunctionLogger implements System.Logger {
  private final String name;
  private final JsonLog log;

  FunctionLogger(String name, JsonLog log) {
    this.name = name;
    this.log = log;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.getSeverity() >= Level.INFO.getSeverity() && level != Level.OFF;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      log.write(level.getName(), name, translated(bundle, message), thrown, Map.of());
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object... parameters) {
    if (isLoggable(level)) {
      String text = translated(bundle, format);
      boolean plain = parameters == null || parameters.length == 0;
      String message = plain ? text : MessageFormat.format(text, parameters);
      log.write(level.getName(), name, message, null, Map.of());
    }
  }

  private static String translated(@Nullable ResourceBundle bundle, @Nullable String key) {
    String text = String.valueOf(key);
    return bundle != null && bundle.containsKey(text) ? bundle.getString(text) : text;
  }
}
