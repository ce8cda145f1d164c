package io.kubeless.packaging.log;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The colors of text on a terminal.
 *
 * @see <a href="https://ecma-international.org/publications-and-standards/standards/ecma-48/">
 *     ECMA-48, select graphic rendition</a>
 */
public enum Style {
  /** Text without control sequences. */
  PLAIN,
  /** Text in colors. */
  COLOR;

  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String FAINT = "2";
  private static final String BOLD = "1";
  private static final List<String> PODS = List.of("36", "35", "34", "32", "33");

  /** Control characters that a terminal would interpret; tabs and line ends are harmless. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\t\\n]]");

  /** Returns a text that is less important than the text around it. */
  public String faint(String text) {
    return in(FAINT, text);
  }

  /** Returns an emphasized text. */
  public String bold(String text) {
    return in(BOLD, text);
  }

  /** Returns a text that reports success. */
  public String good(String text) {
    return in(GREEN, text);
  }

  /** Returns a text that reports a failure. */
  public String bad(String text) {
    return in(RED, text);
  }

  /** Returns a text that asks for attention. */
  public String warning(String text) {
    return in(YELLOW, text);
  }

  /** Returns the name of the n-th pod, in a color of its own. */
  public String pod(int n, String name) {
    return in(PODS.get(n % PODS.size()), name);
  }

  /** Returns a text with control characters as the escapes of Java. */
  public String printable(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
  }

  String level(String level, String text) {
    return switch (level) {
      case "ERROR" -> in(BOLD + ";" + RED, text);
      case "WARNING" -> warning(text);
      case "INFO" -> good(text);
      default -> faint(text);
    };
  }

  /** Returns a stack trace in which the exceptions are easier to find than the calls. */
  String stack(String stack) {
    return stack
        .lines()
        .map(line -> line.startsWith("\t") ? faint(line) : bad(line))
        .collect(Collectors.joining("\n"));
  }

  private String in(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
