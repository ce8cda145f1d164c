package io.kubeless.testing;

import io.kubeless.function.TypedEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event.
 *
 * @param headers in lower case
 * @param cloudEvent attributes, empty if it is not a CloudEvent
 * @param body the bytes, which are copied for callers
 * @param value the value that {@link #data()} returns, {@code null} for a plain event
 */
record BuiltEvent<T>(
    String id,
    String type,
    Instant time,
    String namespace,
    String method,
    String path,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    Map<String, String> cloudEvent,
    byte[] body,
    @Nullable T value)
    implements TypedEvent<T> {

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

  /** Copies the maps, and keeps their order. */
  BuiltEvent {
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
  public String fullPath() {
    return path;
  }

  @Override
  public Optional<String> contentType() {
    return header("content-type");
  }

  @Override
  public byte[] bytes() {
    return body.clone();
  }

  @Override
  public String text() {
    return new String(body, charset());
  }

  private Charset charset() {
    Matcher parameter = CHARSET.matcher(contentType().orElse(""));
    try {
      return parameter.find() ? Charset.forName(parameter.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8; // like the runtime for an unknown charset
    }
  }

  @Override
  public T data() {
    if (value == null) {
      throw new IllegalStateException("this event was not bound to a type");
    }
    return value;
  }

  @Override
  public String toString() {
    return "event " + id + " of type " + type() + " from " + namespace();
  }
}
