package io.kubeless.runtime;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The trace that a request belongs to.
 *
 * @see <a href="https://www.w3.org/TR/trace-context-1/">W3C Trace Context</a>
 */
final class TraceParent {
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private TraceParent() {}

  /** Returns the trace id of a header, or a new one where it has none or is malformed. */
  static String traceId(Optional<String> header) {
    return header
        .filter(text -> FORM.matcher(text).matches())
        .filter(text -> text.length() == 55 || !text.startsWith("00"))
        .map(text -> text.substring(3, 35))
        .orElseGet(TraceParent::random);
  }

  private static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return hex(random.nextLong()) + hex(random.nextLong() | 1);
  }

  private static String hex(long bits) {
    String digits = Long.toHexString(bits);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
