package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.function.TypedEvent;
import io.kubeless.runtime.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds events like those that the runtime passes to a handler.
 *
 * <pre>{@code
 * String answer = new Hello().handle(Events.text("Duke"), Contexts.named("hello"));
 * }</pre>
 *
 * <p>An event has the id {@code test} and the time 1970-01-01T00:00:00Z unless they are set.
 */
public final class Events {
  private final Map<String, List<String>> headers = new LinkedHashMap<>();
  private final Map<String, List<String>> query = new LinkedHashMap<>();
  private final String method;
  private final String path;
  private byte[] body = new byte[0];
  private String id = "test";
  private Instant time = Instant.EPOCH;

  private Events(String method, String path) {
    this.method = method;
    this.path = path;
  }

  /** Returns a POST of text to {@code /}. */
  public static Event text(String text) {
    return http("POST", "/").header("Content-Type", "text/plain; charset=utf-8").body(text).build();
  }

  /** Returns a POST to {@code /} whose body is bound to a value. */
  public static <T> TypedEvent<T> of(T data) {
    return http("POST", "/").header("Content-Type", "application/json").typed(data);
  }

  /** Returns a builder of an HTTP request. */
  public static Events http(String method, String path) {
    return new Events(method, path);
  }

  /**
   * Returns a builder of a CloudEvent.
   *
   * @param type such as {@code com.acme.order.created}
   */
  public static CloudEvents cloudEvent(String type) {
    return new CloudEvents(type);
  }

  /**
   * Returns the event of a cron trigger, from the Job {@code test} in the namespace {@code default}
   * for 1970-01-01T00:00:00Z.
   *
   * @param payload the body, empty if the trigger has none
   */
  public static Event cron(String payload) {
    String type =
        payload.isEmpty()
            ? "application/x-www-form-urlencoded"
            : JsonReader.isObjectOrArray(payload)
                ? "application/json"
                : "text/plain; charset=utf-8";
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("content-type", type);
    fields.put("event-type", type);
    fields.put("event-id", "default/test");
    fields.put("event-time", Instant.EPOCH.toString());
    fields.put("event-namespace", "cronjobtrigger.kubeless.io");
    Map<String, List<String>> headers = new LinkedHashMap<>();
    fields.forEach((name, value) -> headers.put(name, List.of(value)));
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    return new BuiltEvent<Void>(
        "default/test",
        type,
        Instant.EPOCH,
        "cronjobtrigger.kubeless.io",
        "POST",
        "/",
        headers,
        Map.of(),
        Map.of(),
        body,
        null);
  }

  /** Returns a builder of the first record of partition 0 of a topic. */
  public static KafkaEvents kafka(String topic) {
    return new KafkaEvents(topic);
  }

  /**
   * Returns a builder of the first message of the stream {@code TEST}.
   *
   * @param subject of the message, without wildcards
   */
  public static NatsEvents nats(String subject) {
    return new NatsEvents(subject);
  }

  /** Adds a header field. */
  public Events header(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), k -> new ArrayList<>()).add(value);
    return this;
  }

  /** Adds the name and the password of a user: the header field {@code Authorization}. */
  public Events basic(String user, String password) {
    String text = user + ":" + password;
    return header(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds a token: the header field {@code Authorization}. */
  public Events bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  /** Adds a query parameter. */
  public Events query(String name, String value) {
    query.computeIfAbsent(name, k -> new ArrayList<>()).add(value);
    return this;
  }

  /** Sets the body, in UTF-8. */
  public Events body(String text) {
    body = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** Sets the body. */
  public Events body(byte[] bytes) {
    body = bytes.clone();
    return this;
  }

  /** Sets the id. */
  public Events id(String text) {
    id = text;
    return this;
  }

  /** Sets the time. */
  public Events time(Instant instant) {
    time = instant;
    return this;
  }

  /** Returns the event. */
  public Event build() {
    return event(null);
  }

  /** Returns the event with its body bound to a value. */
  public <T> TypedEvent<T> typed(T data) {
    return event(data);
  }

  private <T> BuiltEvent<T> event(@Nullable T data) {
    String type = headers.getOrDefault("content-type", List.of("http")).get(0);
    return new BuiltEvent<>(
        id, type, time, "http", method, path, headers, query, Map.of(), body, data);
  }
}
