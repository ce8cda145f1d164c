package io.kubeless.packaging.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;

/**
 * How the log lines of a function are shown. The runtime writes one JSON object per line; each line
 * is passed to {@link #of(String)}, and what that returns is printed with a line end. Deployed and
 * local functions are shown with the same format:
 *
 * <pre>{@code
 * LogFormat format = LogFormat.text(Style.COLOR, ZoneId.systemDefault());
 * reader.lines().map(format::of).forEach(System.out::println);
 * }</pre>
 *
 * @param readable whether lines of the runtime are converted to text; otherwise they stay the same
 * @param style the colors of the text
 * @param zone the time zone of the text
 */
public record LogFormat(boolean readable, Style style, ZoneId zone) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int LEVEL_WIDTH = 8;

  /** The fields that the text has in its own form, or leaves out: event and trace. */
  private static final Set<String> SHOWN =
      Set.of("time", "level", "logger", "message", "event", "trace", "stack", "function");

  /** Returns the format that leaves lines unchanged. */
  public static LogFormat json() {
    return new LogFormat(false, Style.PLAIN, ZoneId.systemDefault());
  }

  /** Returns the format for people: time of day, level, logger, message, fields, stack trace. */
  public static LogFormat text(Style style, ZoneId zone) {
    return new LogFormat(true, style, zone);
  }

  /**
   * Returns a line in this format, with several lines if it has a stack trace. Lines that are not
   * the runtime's, such as prints of the function, keep their text. In readable lines, control
   * characters are escaped, because they could change the terminal.
   *
   * @param line a line without its end
   */
  public String of(String line) {
    if (!readable) {
      return line;
    }
    JsonNode json = parse(line);
    return isOfTheRuntime(json) ? text(json) : style.printable(line);
  }

  private static JsonNode parse(String line) {
    try {
      return line.startsWith("{") ? MAPPER.readTree(line) : MAPPER.missingNode();
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode(); // a line of the function that resembles JSON
    }
  }

  private static boolean isOfTheRuntime(JsonNode json) {
    return json.path("time").isTextual()
        && json.path("level").isTextual()
        && json.path("message").isTextual();
  }

  private String text(JsonNode json) {
    String level = json.path("level").asText();
    String padding = " ".repeat(Math.max(1, LEVEL_WIDTH - level.length()));
    StringBuilder text = new StringBuilder();
    text.append(style.faint(time(json.path("time").asText()))).append(' ');
    text.append(style.level(level, printable(json, "level"))).append(padding);
    if (json.has("logger")) {
      text.append(style.faint(printable(json, "logger") + ":")).append(' ');
    }
    text.append(printable(json, "message"));
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!SHOWN.contains(field.getKey())) {
        String value = field.getValue().asText(field.getValue().toString());
        text.append("  ").append(style.faint(style.printable(field.getKey() + "=" + value)));
      }
    }
    if (json.has("stack")) {
      text.append('\n').append(style.stack(printable(json, "stack").stripTrailing()));
    }
    return text.toString();
  }

  private String printable(JsonNode json, String field) {
    return style.printable(json.path(field).asText());
  }

  private String time(String rfc3339) {
    try {
      return TIME.format(Instant.parse(rfc3339).atZone(zone));
    } catch (DateTimeParseException e) {
      return style.printable(rfc3339);
    }
  }
}
