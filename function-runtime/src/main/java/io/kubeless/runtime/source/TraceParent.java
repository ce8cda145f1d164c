package io.kubeless.runtime.source;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The trace of a request.
 *
 * @see <a href="https://www.w3.org/TR/trace-context-1/">W3C Trace Context</a>
 */
public final class TraceParent {
  // version "-" trace-id "-" parent-id "-" flags, all in lower-case hexadecimal digits
  private static final int LENGTH = 55;

  private TraceParent() {}

  /** Returns the trace id of a header; a new one if the header is missing or malformed. */
  public static String traceId(Optional<String> header) {
    return header
        .filter(TraceParent::valid)
        .map(text -> text.substring(3, 35))
        .orElseGet(TraceParent::random);
  }

  /**
   * Returns the header of a message. If it is missing or malformed, the trace is derived from the
   * id and the time of the message, and is the same for each delivery, also to other processes.
   */
  public static String of(ReceivedMessage message) {
    List<String> sent = message.headers().getOrDefault("traceparent", List.of());
    String last = sent.isEmpty() ? "" : sent.get(sent.size() - 1);
    return valid(last) ? last : header(derived(message.id() + "@" + message.time()));
  }

  private static String derived(String identity) {
    byte[] bytes = identity.getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString().replace("-", "");
  }

  /**
   * Returns a header for the first part of a new trace.
   *
   * @param traceId 32 hexadecimal digits in lower case
   */
  public static String header(String traceId) {
    return "00-" + traceId + "-" + hex(ThreadLocalRandom.current().nextLong() | 1) + "-01";
  }

  private static boolean valid(String text) {
    return text.length() >= LENGTH
        && (text.length() == LENGTH || (text.charAt(LENGTH) == '-' && !text.startsWith("00")))
        && hexadecimal(text, 0, 2)
        && !text.startsWith("ff")
        && text.charAt(2) == '-'
        && hexadecimal(text, 3, 35)
        && !zero(text, 3, 35)
        && text.charAt(35) == '-'
        && hexadecimal(text, 36, 52)
        && !zero(text, 36, 52)
        && text.charAt(52) == '-'
        && hexadecimal(text, 53, LENGTH);
  }

  private static boolean hexadecimal(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if ("0123456789abcdef".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean zero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
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
