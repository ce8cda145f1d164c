package io.kubeless.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines that many requests contain, such as {@code POST / HTTP/1.1}, with what they were parsed to.
 * A line becomes known when it, or one with the same hash, arrives twice in succession in its slot.
 * All threads share the lines without a lock: an entry never changes, and a line that is no longer
 * known is parsed again.
 */
abstract class KnownLines<T> {
  private static final int SLOTS = 256; // a power of two
  private static final int LONGEST = 256;

  private record Entry<T>(byte[] line, T parsed) {}

  private final @Nullable Entry<T>[] entries;
  private final int[] candidates = new int[SLOTS];

  /** Creates a table without lines. */
  @SuppressWarnings("unchecked")
  KnownLines() {
    this.entries = (Entry<T>[]) new Entry<?>[SLOTS];
  }

  /**
   * Parses a line.
   *
   * @throws RefusedRequest if the line is invalid
   */
  abstract T parse(String line) throws RefusedRequest;

  /** Returns whether a line may be kept after its request. */
  abstract boolean lasts(T parsed);

  /**
   * Returns what a line means.
   *
   * @param learn whether the line arrives, and is not parsed again
   * @throws RefusedRequest if the line is invalid
   */
  T parse(byte[] buffer, int from, int length, boolean learn) throws RefusedRequest {
    if (length == 0 || length > LONGEST) {
      return parse(text(buffer, from, length));
    }
    int hash = hash(buffer, from, length);
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    Entry<T> entry = entries[slot];
    if (entry != null
        && Arrays.equals(entry.line, 0, entry.line.length, buffer, from, from + length)) {
      return entry.parsed;
    }
    T parsed = parse(text(buffer, from, length));
    if (!learn) {
      return parsed;
    }
    if (candidates[slot] != hash) {
      candidates[slot] = hash;
    } else if (lasts(parsed)) {
      entries[slot] = new Entry<>(Arrays.copyOfRange(buffer, from, from + length), parsed);
    }
    return parsed;
  }

  private static String text(byte[] buffer, int from, int length) {
    return new String(buffer, from, length, StandardCharsets.ISO_8859_1);
  }

  /**
   * Combines only some of the bytes: lines with the same hash replace each other, and each is then
   * parsed again.
   */
  private static int hash(byte[] buffer, int from, int length) {
    int hash = length;
    int step = Math.max(1, length / 8);
    for (int i = length - 1; i >= 0; i -= step) {
      hash = 31 * hash + buffer[from + i];
    }
    return hash;
  }
}
