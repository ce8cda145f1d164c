package io.kubeless.packaging.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of the function's output.
 *
 * @param number the number of lines before it
 * @param json the line of the runtime; missing if it is another text, such as a print
 * @param text the whole line
 */
record LogLine(long number, JsonNode json, String text) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST = 20_000;

  static LogLine parse(long number, String line) {
    return new LogLine(
        number, json(line), line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
  }

  private static JsonNode json(String line) {
    try {
      JsonNode json = line.startsWith("{") ? MAPPER.readTree(line) : MAPPER.missingNode();
      boolean runtime = json.path("level").isTextual() && json.path("message").isTextual();
      return runtime ? json : MAPPER.missingNode();
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode(); // a line of the function that resembles JSON
    }
  }

  /** Returns the trace id; empty if the line belongs to no call. */
  String trace() {
    return json.path("trace").asText("");
  }

  /** Returns whether the line is the record of a call that has ended. */
  boolean isAccess() {
    return json.path("logger").asText().equals("access") && json.has("status");
  }

  /** Returns whether the line reports that a call has failed: an error, or an exception. */
  boolean isError() {
    boolean error = json.path("level").asText().equals("ERROR") || json.has("stack");
    return error && !trace().isEmpty();
  }

  /** Returns whether the line is not the runtime's, so that its call is unknown. */
  boolean isPrint() {
    return json.isMissingNode();
  }

  Map<String, Object> toJson() {
    Map<String, Object> line = new LinkedHashMap<>();
    if (isPrint()) {
      line.put("message", text);
      return line;
    }
    for (String field : new String[] {"time", "level", "logger", "message", "stack"}) {
      if (json.has(field)) {
        line.put(field, json.path(field).asText());
      }
    }
    return line;
  }
}
