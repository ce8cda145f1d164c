package io.kubeless.runtime.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The value of an {@code Authorization} field.
 *
 * @param scheme in lower case
 * @param token the rest, without spaces around it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2">RFC 9110, 11.6.2</a>
 */
record Credentials(String scheme, String token) {
  private static final String FIELD = "authorization";

  /** Returns whether a request has credentials, even malformed ones. */
  static boolean in(Map<String, List<String>> headers) {
    return headers.containsKey(FIELD);
  }

  /** Reads the only field of a request; empty if there are several. */
  static Optional<Credentials> of(Map<String, List<String>> headers) {
    List<String> values = headers.getOrDefault(FIELD, List.of());
    if (values.size() != 1) {
      return Optional.empty();
    }
    String value = values.get(0).strip();
    int space = value.indexOf(' ');
    return space < 0
        ? Optional.of(new Credentials(value.toLowerCase(Locale.ROOT), ""))
        : Optional.of(
            new Credentials(
                value.substring(0, space).toLowerCase(Locale.ROOT),
                value.substring(space + 1).strip()));
  }

  boolean bearer() {
    return scheme.equals("bearer");
  }
}
