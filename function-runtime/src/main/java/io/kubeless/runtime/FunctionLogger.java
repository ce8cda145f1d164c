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
    return log.settings().shows(level);
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
      log.write(level.getName(), name, formatted(text, parameters), null, Map.of());
    }
  }

  /** Formats a message. Like in the JDK's own loggers, an invalid format is logged unchanged. */
  private static String formatted(String format, @Nullable Object @Nullable [] parameters) {
    if (parameters == null || parameters.length == 0 || !hasPlaceholder(format)) {
      return format;
    }
    try {
      return MessageFormat.format(format, parameters);
    } catch (RuntimeException e) { // thrown by the format, or by a parameter's toString
      return format;
    }
  }

  private static boolean hasPlaceholder(String format) {
    for (int i = format.indexOf('{'); i >= 0; i = format.indexOf('{', i + 1)) {
      if (i + 1 < format.length() && Character.isDigit(format.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static String translated(@Nullable ResourceBundle bundle, @Nullable String key) {
    String text = String.valueOf(key);
    return bundle != null && bundle.containsKey(text)
        ? String.valueOf(bundle.getObject(text))
        : text;
  }
}
