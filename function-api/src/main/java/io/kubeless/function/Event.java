package io.kubeless.function;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event: an HTTP request, a scheduled run or a message.
 *
 * <p>Every event has an id, a type, a time and a namespace. They come from the CloudEvents
 * attributes or from the {@code event-*} header fields of Kubeless senders. For a request that has
 * neither, the runtime generates them. Events are immutable and may be used by any thread.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents
 *     1.0.2</a>
 */
public interface Event {

  /**
   * Returns the body, or an empty array if the event has no body. The array is a copy. A content
   * coding such as gzip is not decoded.
   *
   * @return the bytes as they were sent
   */
  byte[] bytes();

  /**
   * Returns the body as text, decoded in the charset of the content type, or in UTF-8 if the
   * content type has no charset. Line breaks stay as they were sent; malformed input becomes
   * U+FFFD.
   *
   * @return the text, empty if the event has no body
   */
  String text();

  /**
   * Returns the media type of the body as it was sent, such as {@code application/json}.
   *
   * @return the media type with its parameters, empty if it was not sent
   */
  Optional<String> contentType();

  /**
   * Returns the HTTP method, such as {@code POST}. It is {@code POST} for events that are not HTTP
   * requests.
   *
   * @return the method as it was sent
   */
  String method();

  /**
   * Returns the path below the trigger's path: with the trigger path {@code /orders}, a request for
   * {@code /orders/7} has the path {@code /7}. It starts with a slash and is not decoded.
   *
   * @return the path, {@code /} for the trigger's path itself
   */
  String path();

  /**
   * Returns the whole path of the request, without the query. It is not decoded.
   *
   * @return the path, starting with a slash
   */
  String fullPath();

  /**
   * Returns the header fields. {@code Accept: a} and {@code accept: b} become {@code {accept: [a,
   * b]}}.
   *
   * @return the values in the order in which they were sent, by name in lower case
   */
  Map<String, List<String>> headers();

  /**
   * Returns the first value of a header field.
   *
   * @param name the field's name, in any case
   * @return the value, empty if the field is missing
   */
  default Optional<String> header(String name) {
    return headers().getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
        .findFirst();
  }

  /**
   * Returns the decoded query parameters: {@code ?a=1&a=%32&b} becomes {@code {a: [1, 2], b:
   * [""]}}.
   *
   * @return the values in the order in which they were sent, by name
   */
  Map<String, List<String>> query();

  /**
   * Returns the first value of a query parameter.
   *
   * @param name the parameter's name
   * @return the decoded value, empty if the parameter is missing
   */
  default Optional<String> query(String name) {
    return query().getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * Returns the id. It is the same for all deliveries of the same event.
   *
   * @return the id, never empty
   */
  String id();

  /**
   * Returns the type: that of the CloudEvent, or else the {@code event-type} header field, or else
   * the media type of the body, or else {@code http}.
   *
   * @return the type, never empty
   */
  String type();

  /**
   * Returns when the event happened, or when it was received if the sender did not send a time.
   *
   * @return the time
   */
  Instant time();

  /**
   * Returns where the event comes from: the {@code event-namespace} header field such as {@code
   * kafkatriggers.kubeless.io}, or else the source of the CloudEvent, or else {@code http}.
   *
   * @return the namespace, never empty
   */
  String namespace();

  /**
   * Returns the CloudEvents attributes, extensions included, by name: {@code {specversion: 1.0, id:
   * 7, source: /shop, type: order.placed}}.
   *
   * @return the attributes, empty if the event is not a CloudEvent
   */
  Map<String, String> cloudEvent();
}
