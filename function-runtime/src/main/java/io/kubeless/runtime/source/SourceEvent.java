package io.kubeless.runtime.source;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event that a source has received. {@link io.kubeless.function.Event} documents the values that
 * the function sees.
 */
public interface SourceEvent {

  /**
   * The request that an event was sent with.
   *
   * @param method such as {@code POST}
   * @param path the path below the path of the trigger; begins with a slash
   * @param fullPath the path as it was sent
   * @param query values in order, by name, decoded; as immutable as the headers
   */
  record Request(String method, String path, String fullPath, Map<String, List<String>> query) {
    /** The request of an event that was not sent by HTTP: a POST to {@code /}. */
    public static final Request NONE = new Request("POST", "/", "/", Map.of());

    /** Makes the map immutable. */
    public Request {
      query = query.isEmpty() ? Collections.emptyMap() : Collections.unmodifiableMap(query);
    }
  }

  /** Returns the id, the same for each attempt. */
  String id();

  /** Returns the type, such as {@code com.acme.order.created}, or the media type of the body. */
  String type();

  /** Returns when it happened, the same for each attempt. */
  Instant time();

  /** Returns where it comes from, such as {@code kafkatrigger.kubeless.io}. */
  String namespace();

  /** Returns the request that the function sees. */
  Request request();

  /**
   * Returns values in order, by name in lower case; empty for a source without headers. The source
   * must not change the map, and its lists must be immutable; the function sees the map read-only.
   */
  Map<String, List<String>> headers();

  /** Returns the type of the body, empty if it is unknown. */
  Optional<String> contentType();

  /** Returns immutable attributes by name, empty if the event is not a CloudEvent. */
  Map<String, String> cloudEvent();

  /** Returns the bytes; the array must not be changed. */
  byte[] body();

  /** Returns the number of the attempt, 1 for the first delivery. */
  int attempt();
}
