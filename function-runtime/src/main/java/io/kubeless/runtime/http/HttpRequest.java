package io.kubeless.runtime.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A complete request. It is independent of its connection.
 *
 * @param method a token, such as {@code POST}
 * @param path the path as sent, starting with a slash, or {@code *}
 * @param query the part after the question mark as sent, empty if there is none
 * @param headers values in order, by name in lower case; cannot be changed
 * @param body the bytes, without transfer coding
 */
public record HttpRequest(
    String method, String path, String query, Map<String, List<String>> headers, byte[] body) {

  /** Returns the first value of a header field, by its name in lower case. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name);
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }
}
