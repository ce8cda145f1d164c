package io.kubeless.runtime;

import io.kubeless.runtime.source.MalformedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
      }
    }
    return parameters;
  }

  /**
   * Decodes percent-encoded UTF-8.
   *
   * @throws CharacterCodingException if the bytes are not UTF-8
   * @throws MalformedEvent if a percent sign is not followed by two hexadecimal digits
   */
  static String decodeStrictly(String text) throws MalformedEvent, CharacterCodingException {
    return text.indexOf('%') < 0
        ? text
        : StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes(text, false)))
            .toString();
  }

  /** Decodes a name or a value of a query; malformed UTF-8 becomes U+FFFD. */
  private static String decode(String text) throws MalformedEvent {
    return text.indexOf('%') < 0 && text.indexOf('+') < 0
        ? text
        : new String(bytes(text, true), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text, boolean plusIsSpace) throws MalformedEvent {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw new MalformedEvent("a percent sign is not followed by two hexadecimal digits");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(plusIsSpace && c == '+' ? ' ' : c);
      }
    }
    return bytes.toByteArray();
  }
}
