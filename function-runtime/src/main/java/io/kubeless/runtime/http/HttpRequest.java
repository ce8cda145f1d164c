package io.kubeless.runtime.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that was read whole and holds nothing of the connection it came on.
 *
 * @param method a token, such as {@code POST}
 * @param path the path as sent, starting with a slash, or {@code *}
 * @param query what follows the question mark as sent, empty without one
 * @param headers values in order, by name in lower case
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
