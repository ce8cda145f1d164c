package io.kubeless.packaging.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.delivery.RequestHeaders;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.json.JsonReader;
import io.kubeless.runtime.source.NewEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An event that the page describes.
 *
 * @param kind {@code http}, {@code cloudevent}, {@code cron}, {@code kafka} or {@code nats}
 * @param source the source of the trigger to publish to; empty to send a request to the function
 * @param method the HTTP method, of {@code http} only
 * @param path the path and query
 * @param fields the other inputs of the page: {@code type}, {@code source}, {@code subject}, {@code
 *     key}, {@code topic}, {@code schedule}, {@code shown}
 * @param headers further header fields
 * @param body the body; empty if there is none
 */
record SentEvent(
    String kind,
    String source,
    String method,
    String path,
    Map<String, String> fields,
    Map<String, String> headers,
    String body) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PATH = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*";
  private static final String METHOD = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}";

  /** A description that is not valid. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  /**
   * Reads the description of an event.
   *
   * @param edited the event that it was made of, whose hidden header fields are known
   * @throws Invalid with the reason, for people
   */
  static SentEvent read(byte[] json, Optional<SentEvent> edited) throws Invalid {
    JsonNode node = parse(json);
    String kind = node.path("kind").asText("");
    if (!kind.matches("http|cloudevent|cron|kafka|nats")) {
      throw new Invalid("The kind of event is unknown.");
    }
    String path = "/" + node.path("path").asText("").strip().replaceFirst("^/", "");
    if (!path.matches(PATH)) {
      throw new Invalid("The path has characters that must be percent-encoded.");
    }
    String method = node.path("method").asText("POST").toUpperCase(Locale.ROOT);
    if (!method.matches(METHOD)) {
      throw new Invalid("The method is not valid.");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : node.path("fields").properties()) {
      String value = each.getValue().asText("").strip();
      if (!value.isEmpty()) {
        fields.put(each.getKey(), value);
      }
    }
    return new SentEvent(
        kind,
        node.path("source").asText(""),
        kind.equals("http") ? method : "POST",
        path,
        fields,
        headers(visible(node.path("headers").asText(""), edited)),
        node.path("body").asText(""));
  }

  private static JsonNode parse(byte[] json) throws Invalid {
    try {
      return MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new Invalid("The request is not JSON.");
    }
  }

  /** Replaces the values that the page does not show with those of the former event. */
  private static String visible(String text, Optional<SentEvent> edited) throws Invalid {
    String visible = text;
    for (Map.Entry<String, String> field :
        edited.map(SentEvent::headers).orElse(Map.of()).entrySet()) {
      String name = field.getKey() + ": ";
      visible = visible.replace(name + ConsoleJson.HIDDEN, name + field.getValue());
    }
    if (visible.contains(ConsoleJson.HIDDEN)) {
      throw new Invalid(
          "The value of a hidden header field is not known any more: write it again.");
    }
    return visible;
  }

  private static Map<String, String> headers(String text) throws Invalid {
    try {
      return RequestHeaders.parse(text, Origin.of("the page"));
    } catch (ProblemException e) {
      throw new Invalid("The header fields are not valid: write Name: value, one in each line.");
    }
  }

  /** Returns the title of its call. */
  String title() {
    return switch (kind) {
      case "http" -> method + " " + path;
      case "cloudevent" -> "CloudEvent " + field("type", "com.example.test");
      case "cron" -> "cron " + field("schedule", "tick");
      case "kafka" -> "Kafka " + field("topic", "test");
      default -> "NATS " + field("subject", field("shown", "test"));
    };
  }

  /** Returns the request to the function, in the form of the sender of such events. */
  FunctionCall request(String id, Instant time, String traceParent) {
    Map<String, String> all = new LinkedHashMap<>();
    switch (kind) {
      case "http" -> {
        if (!body.isEmpty()) {
          all.put("content-type", contentType());
        }
      }
      case "cloudevent" -> {
        all.put("content-type", contentType());
        all.put("ce-specversion", "1.0");
        all.put("ce-id", id);
        all.put("ce-time", time.toString());
        all.put("ce-type", encoded(field("type", "com.example.test")));
        all.put("ce-source", encoded(field("source", "/console")));
        Optional.ofNullable(fields.get("subject"))
            .ifPresent(subject -> all.put("ce-subject", encoded(subject)));
      }
      case "cron" -> sender(all, "console/" + id, time, "cronjobtrigger.kubeless.io");
      case "kafka" -> {
        sender(all, id, time, "kafkatriggers.kubeless.io");
        all.put("event-topic", encoded(field("topic", "test")));
      }
      default -> sender(all, id, time, "natstriggers.kubeless.io");
    }
    headers.forEach(
        (name, value) -> {
          all.keySet().removeIf(name::equalsIgnoreCase);
          all.put(name, value);
        });
    all.keySet().removeIf("traceparent"::equalsIgnoreCase);
    all.put("traceparent", traceParent);
    return new FunctionCall(method, path, all, body.getBytes(StandardCharsets.UTF_8));
  }

  private void sender(Map<String, String> all, String id, Instant time, String namespace) {
    String type = body.isEmpty() ? FORM : contentType();
    all.put("content-type", type);
    all.put("event-type", type);
    all.put("event-id", id);
    all.put("event-time", time.toString());
    all.put("event-namespace", namespace);
  }

  /** Returns the event for a broker. */
  NewEvent event(String traceParent) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.keySet().removeIf("traceparent"::equalsIgnoreCase);
    all.put("traceparent", traceParent);
    return new NewEvent(
        Optional.ofNullable(fields.get("key")),
        kind.equals("nats") ? Optional.ofNullable(fields.get("subject")) : Optional.empty(),
        all,
        body.getBytes(StandardCharsets.UTF_8));
  }

  private String contentType() {
    return JsonReader.isObjectOrArray(body) ? "application/json" : "text/plain; charset=utf-8";
  }

  String field(String name, String otherwise) {
    return fields.getOrDefault(name, otherwise);
  }

  /** Encodes what a header field of a CloudEvent cannot contain. */
  private static String encoded(String value) {
    StringBuilder text = new StringBuilder();
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && each != '"' && each != '%') {
        text.append((char) each);
      } else {
        text.append(String.format("%%%02X", each));
      }
    }
    return text.toString();
  }
}
