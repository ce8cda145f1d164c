package io.kubeless.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the requests in a sequence of bytes, with a lenient parser of its own. Each response of the
 * {@link EchoServer} must match the bytes after the previous request.
 */
final class RequestsSent {
  private final String bytes;
  private int at;

  RequestsSent(String bytes) {
    this.bytes = bytes;
  }

  /** Reads the next request, and fails if the response does not match it. */
  void next(RawClient.Answer answer) {
    if (bytes.startsWith("\r\n", at)) {
      at += 2;
    }
    String[] lines = upTo("\r\n\r\n").split("\r\n", -1);
    String method = lines[0].substring(0, Math.max(0, lines[0].indexOf(' ')));
    int length = 0;
    boolean chunked = false;
    for (int i = 1; i < lines.length; i++) {
      String name = lines[i].substring(0, lines[i].indexOf(':')).toLowerCase(Locale.ROOT);
      String value = lines[i].substring(name.length() + 1).strip();
      length = name.equals("content-length") ? Integer.parseInt(value) : length;
      chunked |= name.equals("transfer-encoding");
    }
    String body = chunked ? chunks() : take(length);
    boolean same =
        answer.header(EchoServer.SEEN).equals(method)
            && (method.equals("HEAD") || answer.body().endsWith(" [" + inUtf8(body) + "]"));
    if (!same) {
      throw new AssertionError("an answer to " + method + " [" + body + "]: " + answer);
    }
  }

  private String chunks() {
    StringBuilder body = new StringBuilder();
    while (true) {
      String size = upTo("\r\n").split(";", 2)[0].strip();
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        while (!upTo("\r\n").isEmpty()) {
          // Trailer fields are dropped.
        }
        return body.toString();
      }
      body.append(take(length));
      upTo("\r\n");
    }
  }

  private String upTo(String end) {
    int found = bytes.indexOf(end, at);
    if (found < 0) {
      throw new AssertionError("an answer to no request at " + at);
    }
    String text = bytes.substring(at, found);
    at = found + end.length();
    return text;
  }

  private String take(int length) {
    String text = bytes.substring(at, at + length);
    at += length;
    return text;
  }

  /**
   * Returns a text in UTF-8, the encoding of the echo, so that the bytes can be compared with the
   * sent ones.
   */
  private static String inUtf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
