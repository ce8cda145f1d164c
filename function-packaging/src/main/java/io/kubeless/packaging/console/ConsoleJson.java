package io.kubeless.packaging.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.LocalConfiguration;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The JSON that the page reads. It contains no value that a Secret or a login may have. */
final class ConsoleJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_BODY = 256 * 1024;
  static final String HIDDEN = "•••";
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(authorization|cookie|token|secret|password|api-?key).*");

  private ConsoleJson() {}

  static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // maps, lists and texts can be written
    }
  }

  /**
   * Returns what changes with each call.
   *
   * @param problem why there is no function; empty if there is one
   * @param version of the function, which increases when it is replaced
   */
  static Map<String, Object> state(long version, String problem, List<ConsoleCall> calls) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("version", version);
    state.put("problem", problem);
    state.put("calls", calls.stream().map(ConsoleJson::summary).toList());
    return state;
  }

  /** Returns the function with its triggers and its effective configuration. */
  static Map<String, Object> function(ConsoleFunction function) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", function.function().name());
    json.put("handler", function.function().handler().name());
    json.put("address", "http://localhost:" + function.port());
    json.put("triggers", function.triggers().stream().map(ConsoleJson::trigger).toList());
    List<Map<String, String>> values = new ArrayList<>();
    List<String> local = function.localNames();
    for (ConfiguredFunction.Value value : function.configured().values()) {
      if (!local.contains(value.key())) {
        values.add(value(value.key(), value.text(), value.origin().toString()));
      }
    }
    local.forEach(name -> values.add(value(name, HIDDEN, LocalConfiguration.FILE)));
    json.put("values", values);
    return json;
  }

  private static Map<String, String> value(String key, String text, String origin) {
    Map<String, String> value = new LinkedHashMap<>();
    value.put("key", key);
    value.put("text", text);
    value.put("origin", origin);
    return value;
  }

  private static Map<String, Object> trigger(ConsoleFunction.Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", row.type());
    json.put("name", row.name());
    json.put("source", row.source());
    json.put("payload", row.payload());
    json.put("on", row.on());
    return json;
  }

  private static Map<String, Object> summary(ConsoleCall call) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", call.id());
    json.put("time", call.time().toString());
    json.put("title", call.title());
    call.status().ifPresent(status -> json.put("status", status));
    call.millis().ifPresent(millis -> json.put("millis", millis));
    json.put("failed", call.failed());
    json.put("note", call.note());
    json.put("repeatable", call.sent().isPresent());
    return json;
  }

  /** Returns everything about a call. */
  static Map<String, Object> call(ConsoleCall call, List<LogLine> lines) {
    Map<String, Object> json = summary(call);
    json.put("trace", call.trace());
    call.sent().ifPresent(sent -> json.put("sent", sent(sent)));
    call.answer().ifPresent(answer -> json.put("answer", answer(answer)));
    json.put("lines", lines.stream().map(LogLine::toJson).toList());
    return json;
  }

  private static Map<String, Object> sent(SentEvent event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", event.kind());
    json.put("source", event.source());
    json.put("method", event.method());
    json.put("path", event.path());
    json.put("fields", event.fields());
    StringBuilder headers = new StringBuilder();
    event
        .headers()
        .forEach(
            (name, value) ->
                headers
                    .append(name)
                    .append(": ")
                    .append(SECRET.matcher(name).matches() ? HIDDEN : value)
                    .append('\n'));
    json.put("headers", headers.toString());
    json.put("body", event.body());
    return json;
  }

  private static Map<String, Object> answer(FunctionCall.Answer answer) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", answer.status());
    List<List<String>> headers = new ArrayList<>();
    answer.headers().forEach(each -> headers.add(List.of(each.getKey(), each.getValue())));
    json.put("headers", headers);
    json.put("length", answer.body().length);
    int shown = Math.min(answer.body().length, LONGEST_BODY);
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer.body())).toString();
      json.put("body", text.substring(0, Math.min(text.length(), shown)));
      json.put("cut", text.length() > shown);
    } catch (CharacterCodingException e) {
      json.put("binary", true);
    }
    return json;
  }
}
