package io.kubeless.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Text in the encoding of URLs.
 *
 * @see <a href="https://url.spec.whatwg.org/#urlencoded-parsing">urlencoded parsing</a>
 */
final class UrlText {
  private UrlText() {}

  /** Returns the parameters of a query in order, by name. */
  static Map<String, List<String>> query(String query) throws MalformedEvent {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
        parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
      }
    }
    return parameters;
  }

  /** Decodes percent-encoded UTF-8, and in a query the plus sign. */
  static String decode(String text, boolean query) throws MalformedEvent {
    if (text.indexOf('%') < 0 && (!query || text.indexOf('+') < 0)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw new MalformedEvent("a percent sign is not followed by two hex digits");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(query && c == '+' ? ' ' : c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
