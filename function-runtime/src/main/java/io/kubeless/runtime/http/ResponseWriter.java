package io.kubeless.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Writes responses, with head and body in one write unless it is streamed; RFC 9112, 4 to 7. */
final class ResponseWriter {
  private static final Set<String> OURS =
      Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade");
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_BYTES = 192; // of a response with few header fields
  private static final int MOST_WITH_HEAD = 64 * 1024;
  private static volatile CachedDate date = new CachedDate(0, "");

  private record CachedDate(long second, String text) {}

  private final OutputStream out;

  ResponseWriter(OutputStream out) {
    this.out = out;
  }

  void writeContinue() throws IOException {
    out.write(CONTINUE);
  }

  /**
   * Writes a response.
   *
   * @param minor the minor version of the request
   * @param headOnly whether the request was a HEAD
   * @param persistent whether the connection is used again
   * @return whether the connection can be used again
   */
  boolean write(HttpResponse response, int minor, boolean headOnly, boolean persistent)
      throws IOException {
    boolean bodiless = response.status() == 204 || response.status() == 304;
    boolean streamed = response.stream().isPresent() && !bodiless;
    boolean chunked = streamed && minor == 1;
    boolean again = persistent && (!streamed || chunked || headOnly);
    boolean whole = !streamed && response.bytes().length <= MOST_WITH_HEAD;
    HeadBuffer head = head(response, whole ? response.bytes().length : 0);
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (!streamed && !bodiless) {
      head.append("Content-Length: ").append(response.bytes().length).append("\r\n");
    }
    if (!again) {
      head.append("Connection: close\r\n");
    } else if (minor == 0) {
      head.append("Connection: keep-alive\r\n");
    }
    head.append("\r\n");
    boolean withBody = !bodiless && !headOnly;
    if (withBody && whole) {
      head.append(response.bytes());
    }
    if (response.stream().isEmpty()) {
      head.writeTo(out);
      if (withBody && !whole) {
        out.write(response.bytes());
      }
      return again;
    }
    try (InputStream body = response.stream().get()) {
      head.writeTo(out);
      if (withBody) {
        stream(body, chunked);
      }
    }
    return again;
  }

  private static HeadBuffer head(HttpResponse response, int bodyBytes) {
    HeadBuffer head = new HeadBuffer(HEAD_BYTES + bodyBytes);
    head.append("HTTP/1.1 ").append(response.status()).append(" ");
    head.append(Reasons.of(response.status())).append("\r\n");
    head.append("Date: ").append(now()).append("\r\n");
    for (HttpResponse.Header header : response.headers()) {
      if (!OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
        head.append(header.name()).append(": ").append(header.value()).append("\r\n");
      }
    }
    return head;
  }

  private void stream(InputStream body, boolean chunked) throws IOException {
    byte[] step = new byte[8192];
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(step.length + 16);
    for (int count = body.read(step); count >= 0; count = body.read(step)) {
      if (count == 0) {
        continue;
      }
      chunk.reset();
      if (chunked) {
        chunk.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
      chunk.write(step, 0, count);
      if (chunked) {
        chunk.write('\r');
        chunk.write('\n');
      }
      chunk.writeTo(out);
    }
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static String now() {
    long millis = System.currentTimeMillis();
    CachedDate cached = date;
    if (cached.second() != millis / 1000) {
      cached = new CachedDate(millis / 1000, Timestamp.httpDate(millis));
      date = cached;
    }
    return cached.text();
  }
}
