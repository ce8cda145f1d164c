package io.kubeless.runtime.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongPredicate;

/** Reads a body with a Content-Length, or a chunked body; RFC 9112, 6 and 7. */
final class BodyReader {
  /** The body deadline applies to each part of this length. */
  static final int STEP = 64 * 1024;

  private static final int MOST_CHUNK_LINE = 1024;

  private final Wire wire;
  private final Limits limits;
  private final LongPredicate covered;
  private final Runnable onProgress;
  private byte[] body = new byte[0];
  private int length;
  private long arrived;

  /**
   * Creates a reader.
   *
   * @param covered returns whether there is memory for a body of that length
   * @param onProgress runs when a part of the body has arrived
   */
  BodyReader(Wire wire, Limits limits, LongPredicate covered, Runnable onProgress) {
    this.wire = wire;
    this.limits = limits;
    this.covered = covered;
    this.onProgress = onProgress;
  }

  byte[] read(RequestHead head) throws IOException {
    if (!head.hasBody()) {
      return body;
    }
    wire.deadlineIn(limits.bodyDeadline());
    onProgress.run();
    if (head.chunked()) {
      chunks();
    } else {
      take(head.contentLength());
    }
    return length == body.length ? body : Arrays.copyOf(body, length);
  }

  private void chunks() throws IOException {
    for (long size = chunkSize(); size > 0; size = chunkSize()) {
      if (size > limits.bodyBytes() - length) {
        throw new RefusedRequest(413, "the body is longer than " + limits.bodyBytes() + " bytes");
      }
      take(size);
      if (!wire.readLine(0, 400).isEmpty()) {
        throw new RefusedRequest(400, "a chunk does not have the announced length");
      }
    }
    trailers();
  }

  private long chunkSize() throws IOException {
    String line = wire.readLine(MOST_CHUNK_LINE, 400);
    int end = 0;
    while (end < line.length() && Syntax.isHexDigit(line.charAt(end))) {
      end++;
    }
    String extension = line.substring(end);
    boolean extended = extension.isEmpty() || Syntax.trim(extension, 0).startsWith(";");
    if (end == 0 || end > 15 || !extended || !Syntax.isFieldValue(extension)) {
      throw new RefusedRequest(400, "a chunk must start with its size");
    }
    return Long.parseLong(line.substring(0, end), 16);
  }

  /** Reads the trailer section and discards it: its fields must not be merged into the header. */
  private void trailers() throws IOException {
    int left = limits.headerBytes();
    for (int count = 0; ; count++) {
      String line = wire.readLine(left, 431);
      if (line.isEmpty()) {
        return;
      }
      left -= line.length();
      int colon = line.indexOf(':');
      if (colon < 0 || !Syntax.isToken(line, 0, colon)) {
        throw new RefusedRequest(400, "a trailer field must be a name, a colon and a value");
      }
      if (count == limits.headerCount()) {
        throw new RefusedRequest(431, "more than " + count + " trailer fields");
      }
    }
  }

  /** Reads that many bytes. Memory is allocated only after the budget covers it. */
  private void take(long count) throws IOException {
    long needed = length + count;
    if (needed > body.length) {
      boolean first = body.length == 0;
      long room = first ? count : Math.min(limits.bodyBytes(), Math.max(needed, 2L * body.length));
      if (!covered.test(room)) {
        throw RefusedRequest.outOfMemory();
      }
      body = Arrays.copyOf(body, (int) room);
    }
    while (length < needed) {
      int read = wire.read(body, length, (int) needed - length);
      length += read;
      if (arrived / STEP != (arrived + read) / STEP) {
        wire.deadlineIn(limits.bodyDeadline());
      }
      arrived += read;
      onProgress.run();
    }
  }
}
