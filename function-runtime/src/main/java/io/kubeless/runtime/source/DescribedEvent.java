package io.kubeless.runtime.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event whose values are all known.
 *
 * @see SourceEvent
 */
public record DescribedEvent(
    String id,
    String type,
    Instant time,
    String namespace,
    Request request,
    Map<String, List<String>> headers,
    Optional<String> contentType,
    Map<String, String> cloudEvent,
    byte[] body,
    int attempt)
    implements SourceEvent {

  /** Makes the attributes immutable. */
  public DescribedEvent {
    cloudEvent = Map.copyOf(cloudEvent);
  }
}
