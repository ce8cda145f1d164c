package io.kubeless.maven;

import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.log.Style;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.apache.maven.execution.MavenSession;

/**
 * Whether output is for people, and whether it has colors: on an interactive terminal, unless
 * Maven's {@code --color} or the variable {@code NO_COLOR} decides otherwise. {@code --batch-mode}
 * makes a build non-interactive.
 *
 * @param readable whether the output is for people
 * @param style the colors
 * @see <a href="https://no-color.org">NO_COLOR</a>
 */
record TerminalStyle(boolean readable, Style style) {

  /** Returns the style of a build. */
  static TerminalStyle of(MavenSession session) {
    String color =
        session
            .getUserProperties()
            .getProperty(
                "style.color", session.getSystemProperties().getProperty("style.color", "auto"));
    return of(Terminal.isPresent(session), color, System.getenv());
  }

  /**
   * Returns the style.
   *
   * @param color the value of {@code --color}: always, never or auto
   */
  static TerminalStyle of(boolean terminal, String color, Map<String, String> environment) {
    boolean colored =
        switch (color.toLowerCase(Locale.ROOT)) {
          case "always", "yes", "force" -> true;
          case "never", "no", "none" -> false;
          default -> terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        };
    return new TerminalStyle(terminal || colored, colored ? Style.COLOR : Style.PLAIN);
  }

  /** Returns the format of log lines: text for people, and otherwise the runtime's JSON. */
  LogFormat logs() {
    return readable ? LogFormat.text(style, ZoneId.systemDefault()) : LogFormat.json();
  }
}
