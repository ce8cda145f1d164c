package io.kubeless.runtime.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A valid line of a header field; RFC 9112, 5.
 *
 * @param name in lower case
 * @param values the one value of the line
 */
record HeaderField(String name, List<String> values) {
  // Fields that contain no secrets, and are equal in many requests.
  private static final Set<String> LASTING =
      Set.of(
          "host",
          "connection",
          "user-agent",
          "accept",
          "accept-encoding",
          "accept-language",
          "cache-control",
          "content-type",
          "content-length",
          "ce-specversion",
          "ce-type",
          "ce-source",
          "event-type",
          "event-namespace",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto");

  static HeaderField parse(String line) throws RefusedRequest {
    int colon = line.indexOf(':');
    if (colon < 0 || !Syntax.isToken(line, 0, colon)) {
      throw new RefusedRequest(400, "a header field must be a name, a colon and a value");
    }
    String value = Syntax.trim(line, colon + 1);
    if (!Syntax.isFieldValue(value)) {
      throw new RefusedRequest(400, "a header field contains a control character");
    }
    return new HeaderField(line.substring(0, colon).toLowerCase(Locale.ROOT), List.of(value));
  }

  /** Returns whether its value may be kept after the request. */
  boolean lasts() {
    return LASTING.contains(name);
  }
}
