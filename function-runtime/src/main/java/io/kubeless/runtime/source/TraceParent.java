package io.kubeless.runtime.source;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
   * Returns the trace id of a message's header. If it is missing or malformed, the id is derived
   * from the id and the time of the message, and is the same for each delivery, also to other
   * processes.
   */
  public static String traceId(ReceivedMessage message) {
    List<String> sent = message.headers().getOrDefault("traceparent", List.of());
    String last = sent.isEmpty() ? "" : sent.get(sent.size() - 1);
    return valid(last) ? last.substring(3, 35) : derived(message);
  }

  private static String derived(ReceivedMessage message) {
    long time = message.time().toEpochMilli();
    return hex(hash(message.id(), time)) + hex(hash(message.id(), ~time) | 1);
  }

  /** FNV-1a, whose result is mixed as in SplitMix64 so that similar ids differ in all digits. */
  private static long hash(String text, long seed) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  private static boolean valid(String text) {
    return text.length() >= LENGTH
        && (text.length() == LENGTH || (text.charAt(LENGTH) == '-' && !text.startsWith("00")))
        && hexadecimal(text, 0, 2)
        && !text.startsWith("ff")
        && text.charAt(2) == '-'
        && notZero(text, 3, 35)
        && text.charAt(35) == '-'
        && notZero(text, 36, 52)
        && text.charAt(52) == '-'
        && hexadecimal(text, 53, LENGTH);
  }

  private static boolean hexadecimal(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean notZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return hexadecimal(text, i, to);
      }
    }
    return false;
  }

  private static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return hex(random.nextLong()) + hex(random.nextLong() | 1);
  }

  private static String hex(long bits) {
    return HexFormat.of().toHexDigits(bits);
  }
}
