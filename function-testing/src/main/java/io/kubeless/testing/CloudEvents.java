package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.function.TypedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds CloudEvents in the binary mode of HTTP.
 *
 * <pre>{@code
 * Event order = Events.cloudEvent("com.acme.order.created").source("/shop").body("a book").build();
 * }</pre>
 *
 * <p>An event has the id {@code test}, the source {@code /test} and the time 1970-01-01T00:00:00Z
 * unless they are set.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP
 *     protocol binding</a>
 */
public final class CloudEvents {
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private String contentType = "application/json";
  private byte[] body = new byte[0];
  private Instant time = Instant.EPOCH;

  CloudEvents(String type) {
    attributes.put("specversion", "1.0");
    attributes.put("type", type);
    id("test");
    source("/test");
    time(Instant.EPOCH);
  }

  /** Sets the id. */
  public CloudEvents id(String text) {
    return attribute("id", text);
  }

  /** Sets the source, a URI reference. */
  public CloudEvents source(String uri) {
    return attribute("source", uri);
  }

  /** Sets the subject; by default there is none. */
  public CloudEvents subject(String text) {
    return attribute("subject", text);
  }

  /** Sets the time. */
  public CloudEvents time(Instant instant) {
    time = instant;
    attributes.put("time", instant.toString());
    return this;
  }

  /**
   * Sets an extension attribute.
   *
   * @param name lower-case letters and digits
   */
  public CloudEvents attribute(String name, String value) {
    attributes.put(name, value);
    return this;
  }

  /** Sets the content type of the body; {@code application/json} if it is not set. */
  public CloudEvents contentType(String type) {
    contentType = type;
    return this;
  }

  /** Sets the body, in UTF-8. */
  public CloudEvents body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the body. */
  public CloudEvents body(byte[] bytes) {
    body = bytes.clone();
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
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("content-type", List.of(contentType));
    attributes.forEach((name, value) -> headers.put("ce-" + name, List.of(encoded(value))));
    return new BuiltEvent<>(
        attributes.getOrDefault("id", ""),
        attributes.getOrDefault("type", ""),
        time,
        attributes.getOrDefault("source", ""),
        "POST",
        "/",
        headers,
        Map.of(),
        attributes,
        body,
        data);
  }

  /** Encodes what a header field cannot contain, as section 3.1.3.2 requires. */
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
