package io.kubeless.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The query of a URL. */
final class QueryText {
  private QueryText() {}

  /** Returns parameters with a question mark; without parameters, an empty text. */
  static String of(Map<String, List<String>> query) {
    StringJoiner text = new StringJoiner("&", "?", "").setEmptyValue("");
    query.forEach(
        (name, values) -> values.forEach(value -> text.add(encoded(name) + "=" + encoded(value))));
    return text.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
