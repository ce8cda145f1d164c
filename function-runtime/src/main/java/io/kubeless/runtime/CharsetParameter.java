package io.kubeless.runtime;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameter {@code charset} of a media type. */
final class CharsetParameter {

  /**
   * Loaded by the first type with a parameter, because regular expressions take 24 ms of a start.
   */
  private static final class Form {
    static final Pattern CHARSET =
        Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
  }

  private CharsetParameter() {}

  /**
   * Returns the charset of a media type, empty if it has none.
   *
   * @throws IllegalArgumentException if this JVM does not support it
   */
  static Optional<Charset> of(String mediaType) {
    if (mediaType.indexOf('=') < 0) {
      return Optional.empty();
    }
    Matcher matcher = Form.CHARSET.matcher(mediaType);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String name = matcher.group(1);
    return Optional.of(
        name.toLowerCase(Locale.ROOT).equals("utf-8")
            ? StandardCharsets.UTF_8
            : Charset.forName(name));
  }
}
