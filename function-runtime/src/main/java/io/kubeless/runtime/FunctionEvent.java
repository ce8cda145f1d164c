package io.kubeless.runtime;

import io.kubeless.function.TypedEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Loaded by the first event that names a charset: regular expressions cost a start 24 ms. */
  private static final class CharsetParameter {
    static final Pattern FORM =
        Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
  }

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
    String type = contentType.orElse("");
    if (type.indexOf('=') < 0) {
      return StandardCharsets.UTF_8;
    }
    Matcher matcher = CharsetParameter.FORM.matcher(type);
    if (!matcher.find() || matcher.group(1).toLowerCase(Locale.ROOT).equals("utf-8")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8; // a name nobody knows says nothing
    }
  }

  /** Says which event this is; never the body. */
  @Override
  public String toString() {
    return "event " + id + " of type " + type + " from " + namespace;
  }
}
