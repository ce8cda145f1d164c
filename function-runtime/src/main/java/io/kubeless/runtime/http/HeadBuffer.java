package io.kubeless.runtime.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The head of a response, and perhaps its body. It grows as needed. */
final class HeadBuffer {
  private byte[] bytes;
  private int length;

  HeadBuffer(int expected) {
    bytes = new byte[expected];
  }

  /** Appends characters of ISO-8859-1; any other becomes a question mark. */
  HeadBuffer append(String text) {
    int count = text.length();
    reserve(count);
    byte[] into = bytes; // the loop is faster without fields
    int start = length;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      into[start + i] = c <= 0xff ? (byte) c : (byte) '?';
    }
    length = start + count;
    return this;
  }

  /** Appends the decimal digits of a number, which is not negative. */
  HeadBuffer append(int number) {
    int digits = 1;
    for (int rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    reserve(digits);
    int rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  HeadBuffer append(byte[] body) {
    reserve(body.length);
    System.arraycopy(body, 0, bytes, length, body.length);
    length += body.length;
    return this;
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }
}
