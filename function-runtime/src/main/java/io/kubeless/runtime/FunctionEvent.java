package io.kubeless.runtime;

import io.kubeless.function.TypedEvent;
import io.kubeless.runtime.source.SourceEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The event that a handler receives.
 *
 * @param source the event as it was received
 * @param value the bound body, {@code null} for a plain event
 */
public record FunctionEvent(SourceEvent source, @Nullable Object value)
    implements TypedEvent<Object> {

  /** Creates a plain event. */
  public FunctionEvent(SourceEvent source) {
    this(source, null);
  }

  @Override
  public String id() {
    return source.id();
  }

  @Override
  public String type() {
    return source.type();
  }

  @Override
  public Instant time() {
    return source.time();
  }

  @Override
  public String namespace() {
    return source.namespace();
  }

  @Override
  public String method() {
    return source.request().method();
  }

  @Override
  public String path() {
    return source.request().path();
  }

  @Override
  public String fullPath() {
    return source.request().fullPath();
  }

  @Override
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = source.headers();
    return headers.isEmpty() // not Map.of(), whose get(null) throws
        ? Collections.emptyMap()
        : Collections.unmodifiableMap(headers);
  }

  @Override
  public Map<String, List<String>> query() {
    return source.request().query();
  }

  @Override
  public Optional<String> contentType() {
    return source.contentType();
  }

  @Override
  public Map<String, String> cloudEvent() {
    return source.cloudEvent();
  }

  @Override
  public byte[] bytes() {
    return source.body().clone();
  }

  @Override
  public String text() {
    return new String(source.body(), charset());
  }

  @Override
  public Object data() {
    if (value == null) {
      throw new IllegalStateException("this event was not bound to a type");
    }
    return value;
  }

  int attempt() {
    return source.attempt();
  }

  /** Returns this event with its body bound. */
  public FunctionEvent bound(Object data) {
    return new FunctionEvent(source, data);
  }

  private Charset charset() {
    try {
      return CharsetParameter.of(contentType().orElse("")).orElse(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8; // the sender's mistake, and UTF-8 the most likely charset
    }
  }

  /** Returns the identity of the event, without its body. */
  @Override
  public String toString() {
    return "event " + id() + " of type " + type() + " from " + namespace();
  }
}
