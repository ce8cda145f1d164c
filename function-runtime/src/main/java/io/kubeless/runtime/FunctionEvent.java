package io.kubeless.runtime;

import io.kubeless.function.TypedEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The event that a handler sees.
 *
 * @param body the bytes; never handed out themselves
 * @param data the bound body, {@code null} for a plain event
 * @param attempt 1 for the first delivery
 */
public record FunctionEvent(
    String id,
    String type,
    Instant time,
    String namespace,
    String method,
    String path,
    String fullPath,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    Optional<String> contentType,
    Map<String, String> cloudEvent,
    byte[] body,
    int attempt,
    @Nullable Object data)
    implements TypedEvent<Object> {

  /** Copies the maps, in their order. */
  public FunctionEvent {
    headers = immutable(headers);
    query = immutable(query);
    cloudEvent = Map.copyOf(cloudEvent);
  }

  private static Map<String, List<String>> immutable(Map<String, List<String>> fields) {
    Map<String, List<String>> copy = new LinkedHashMap<>(fields);
    copy.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(copy);
  }

  @Override
  public byte[] bytes() {
    return body.clone();
  }

  @Override
  public String text() {
    return new String(body, charset());
  }

  @Override
  public Object data() {
    if (data == null) {
      throw new IllegalStateException("this event was not bound to a type");
    }
    return data;
  }

  /** Returns this event with its body bound. */
  public FunctionEvent bound(Object value) {
    return new FunctionEvent(
        id,
        type,
        time,
        namespace,
        method,
        path,
        fullPath,
        headers,
        query,
        contentType,
        cloudEvent,
        body,
        attempt,
        value);
  }

  private Charset charset() {
    try {
      return CharsetParameter.of(contentType.orElse("")).orElse(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8; // the sender's mistake, and UTF-8 the most likely charset
    }
  }

  /** Says which event this is; never the body. */
  @Override
  public String toString() {
    return "event " + id + " of type " + type + " from " + namespace;
  }
}
