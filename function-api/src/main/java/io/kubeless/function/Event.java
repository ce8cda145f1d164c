package io.kubeless.function;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened: an HTTP request, a tick of a schedule or a message.
 *
 * <p>Every event has an id, a type, a time and a namespace. They come from the CloudEvents
 * attributes or the {@code event-*} headers of Kubeless senders, and are made up for a request that
 * has neither. Events are immutable and may be used by any thread.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents
 *     1.0.2</a>
 */
public interface Event {

  /**
   * Returns the body, or an empty array when there is none. The array is a copy. A content coding
   * such as gzip is not undone.
   *
   * @return the bytes as they were sent
   */
  byte[] bytes();

  /**
   * Returns the body as text, in the charset that the content type names, else UTF-8. Line breaks
   * stay as they were sent; malformed input becomes U+FFFD.
   *
   * @return the text, empty when there is no body
   */
  String text();

  /**
   * Returns the media type of the body as it was sent, such as {@code application/json}.
   *
   * @return the media type with its parameters, empty when none was given
   */
  Optional<String> contentType();

  /**
   * Returns the HTTP method, such as {@code POST}. Other events are a {@code POST}.
   *
   * @return the method, in upper case as it was sent
   */
  String method();

  /**
   * Returns the path below the trigger's path: with the trigger path {@code /orders}, a request for
   * {@code /orders/7} is seen as {@code /7}. It starts with a slash and is not decoded.
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
   * Returns the header fields. {@code Accept: a} and {@code accept: b} are seen as {@code {accept:
   * [a, b]}}.
   *
   * @return values in the order they were sent, by name in lower case
   */
  Map<String, List<String>> headers();

  /**
   * Returns the first value of a header field.
   *
   * @param name the field's name, in any case
   * @return the value, empty when the field is absent
   */
  default Optional<String> header(String name) {
    return headers().getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
        .findFirst();
  }

  /**
   * Returns the decoded query parameters: {@code ?a=1&a=%32&b} is seen as {@code {a: [1, 2], b:
   * [""]}}.
   *
   * @return values in the order they were sent, by name
   */
  Map<String, List<String>> query();

  /**
   * Returns the first value of a query parameter.
   *
   * @param name the parameter's name
   * @return the decoded value, empty when the parameter is absent
   */
  default Optional<String> query(String name) {
    return query().getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * Returns the id: the same for each attempt to deliver the same event.
   *
   * @return the id, never empty
   */
  String id();

  /**
   * Returns the type: a CloudEvents type, the {@code event-type} header, else the media type of the
   * body, else {@code http}.
   *
   * @return the type, never empty
   */
  String type();

  /**
   * Returns when it happened, or when it was received if the sender did not say.
   *
   * @return the time
   */
  Instant time();

  /**
   * Returns where it comes from: the {@code event-namespace} header such as {@code
   * kafkatriggers.kubeless.io}, the CloudEvents source, else {@code http}.
   *
   * @return the namespace, never empty
   */
  String namespace();

  /**
   * Returns the CloudEvents attributes, extensions included, by name: {@code {specversion: 1.0, id:
   * 7, source: /shop, type: order.placed}}.
   *
   * @return the attributes, empty when this is no CloudEvent
   */
  Map<String, String> cloudEvent();
}
