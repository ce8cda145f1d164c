package io.kubeless.runtime;

import io.kubeless.runtime.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A line of JSON in UTF-8. Each thread reuses one. */
final class JsonLine {
  private static final int USUAL = 512; // a line of a call has about 260 bytes
  private static final int MOST_KEPT = 16 * 1024;
  private static final ThreadLocal<@Nullable JsonLine> LINES = new ThreadLocal<>();

  private byte[] bytes = new byte[USUAL];
  private int length;

  private JsonLine() {}

  /** Returns the empty line of the current thread, which is valid until the next call. */
  static JsonLine begin() {
    JsonLine line = LINES.get();
    if (line == null) {
      line = new JsonLine();
      LINES.set(line);
    }
    line.length = 0;
    return line;
  }

  /** Appends characters of ASCII as they are. */
  JsonLine append(String ascii) {
    int count = ascii.length();
    reserve(count);
    byte[] into = bytes; // the loop is faster without fields
    int start = length;
    for (int i = 0; i < count; i++) {
      into[start + i] = (byte) ascii.charAt(i);
    }
    length = start + count;
    return this;
  }

  /** Appends a string as {@link JsonString#quote} does. */
  JsonLine quote(String text) {
    int count = text.length();
    reserve(count + 2);
    byte[] into = bytes;
    int start = length + 1;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        return escape(text);
      }
      into[start + i] = (byte) c;
    }
    into[start - 1] = '"';
    into[start + count] = '"';
    length = start + count + 1;
    return this;
  }

  private JsonLine escape(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 16);
    JsonString.quote(quoted, text);
    byte[] utf8 = quoted.toString().getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
    return this;
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }

  /** Writes the line. */
  void writeTo(LogOutput out, boolean urgent) {
    out.write(bytes, length, urgent);
    if (bytes.length > MOST_KEPT) {
      bytes = new byte[USUAL];
    }
  }
}
