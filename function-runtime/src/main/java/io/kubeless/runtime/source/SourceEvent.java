package io.kubeless.runtime.source;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event that a source has received. {@link io.kubeless.function.Event} documents the values that
 * the function sees.
 *
 * @param origin the id and the time
 * @param type such as {@code com.acme.order.created}, or the media type of the body
 * @param namespace where it comes from, such as {@code kafkatrigger.kubeless.io}
 * @param request the request that the function sees
 * @param headers values in order, by name in lower case; empty for a source without headers. The
 *     source must not change the map, and its lists must be immutable; the function sees the map
 *     read-only.
 * @param contentType of the body, empty if unknown
 * @param cloudEvent attributes by name, empty if the event is not a CloudEvent
 * @param body the bytes; the array must not be changed
 * @param attempt 1 for the first delivery
 */
public record SourceEvent(
    Origin origin,
    String type,
    String namespace,
    Request request,
    Map<String, List<String>> headers,
    Optional<String> contentType,
    Map<String, String> cloudEvent,
    byte[] body,
    int attempt) {

  /**
   * The request that an event was sent with.
   *
   * @param method such as {@code POST}
   * @param path the path below the path of the trigger; begins with a slash
   * @param fullPath the path as it was sent
   * @param query values in order, by name, decoded; as immutable as the headers
   */
  public record Request(
      String method, String path, String fullPath, Map<String, List<String>> query) {
    /** The request of an event that was not sent by HTTP: a POST to {@code /}. */
    public static final Request NONE = new Request("POST", "/", "/", Map.of());

    /** Makes the map immutable. */
    public Request {
      query = query.isEmpty() ? Collections.emptyMap() : Collections.unmodifiableMap(query);
    }
  }

  /** Creates an event whose id and time are known. */
  public SourceEvent(
      String id,
      String type,
      Instant time,
      String namespace,
      Request request,
      Map<String, List<String>> headers,
      Optional<String> contentType,
      Map<String, String> cloudEvent,
      byte[] body,
      int attempt) {
    this(
        new Origin.Known(id, time),
        type,
        namespace,
        request,
        headers,
        contentType,
        cloudEvent,
        body,
        attempt);
  }

  /** Returns the id, the same for each attempt. */
  public String id() {
    return origin.id();
  }

  /** Returns when it happened. */
  public Instant time() {
    return origin.time();
  }

  /** Makes the attributes immutable. */
  public SourceEvent {
    cloudEvent = Map.copyOf(cloudEvent);
  }
}
