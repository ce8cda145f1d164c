package io.kubeless.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Reads a body of known length or in chunks; RFC 9112, 6 and 7. */
final class BodyReader {
  private static final int STEP = 64 * 1024;
  private static final int MOST_CHUNK_LINE = 1024;

  private final Wire wire;
  private final Limits limits;
  private final Runnable onProgress;
  private long arrived;

  /**
   * Makes a reader.
   *
   * @param onProgress runs when a part of the body has arrived
   */
  BodyReader(Wire wire, Limits limits, Runnable onProgress) {
    this.wire = wire;
    this.limits = limits;
    this.onProgress = onProgress;
  }

  byte[] read(RequestHead head) throws IOException {
    if (!head.hasBody()) {
      return new byte[0];
    }
    wire.deadlineIn(limits.bodyDeadline());
    onProgress.run();
    return head.chunked() ? chunks() : sized(head.contentLength());
  }

  private byte[] sized(long length) throws IOException {
    // Grown as bytes arrive: a length alone must not make the server set memory aside.
    Buffer body = new Buffer((int) Math.min(length, STEP));
    copy(length, body);
    return body.toByteArray();
  }

  private byte[] chunks() throws IOException {
    Buffer body = new Buffer(STEP / 16);
    while (true) {
      long size = chunkSize();
      if (size == 0) {
        trailers();
        return body.toByteArray();
      }
      if (size > limits.bodyBytes() - body.size()) {
        throw new RefusedRequest(413, "the body is longer than " + limits.bodyBytes() + " bytes");
      }
      copy(size, body);
      if (!wire.readLine(0, 400).isEmpty()) {
        throw new RefusedRequest(400, "a chunk is not as long as it says");
      }
    }
  }

  private long chunkSize() throws IOException {
    String line = wire.readLine(MOST_CHUNK_LINE, 400);
    int end = 0;
    while (end < line.length() && Syntax.isHexDigit(line.charAt(end))) {
      end++;
    }
    String extension = line.substring(end);
    boolean extended = extension.isEmpty() || Syntax.trim(extension).startsWith(";");
    if (end == 0 || end > 15 || !extended || !Syntax.isFieldValue(extension)) {
      throw new RefusedRequest(400, "a chunk starts with its size");
    }
    return Long.parseLong(line.substring(0, end), 16);
  }

  /** Reads the trailer section and drops it: nothing in it may be merged into the header. */
  private void trailers() throws IOException {
    int left = limits.headerBytes();
    for (int count = 0; ; count++) {
      String line = wire.readLine(left, 431);
      if (line.isEmpty()) {
        return;
      }
      left -= line.length();
      int colon = line.indexOf(':');
      if (colon < 0 || !Syntax.isToken(line.substring(0, colon))) {
        throw new RefusedRequest(400, "a trailer field is a name, a colon and a value");
      }
      if (count == limits.headerCount()) {
        throw new RefusedRequest(431, "more than " + count + " trailer fields");
      }
    }
  }

  private void copy(long length, Buffer body) throws IOException {
    byte[] step = new byte[(int) Math.min(length, 8192)];
    for (long left = length; left > 0; ) {
      int count = wire.read(step, 0, (int) Math.min(left, step.length));
      body.write(step, 0, count);
      left -= count;
      if (arrived / STEP != (arrived + count) / STEP) {
        wire.deadlineIn(limits.bodyDeadline());
      }
      arrived += count;
      onProgress.run();
    }
  }

  /** A buffer that gives away its array when that is full. */
  private static final class Buffer extends ByteArrayOutputStream {
    Buffer(int size) {
      super(size);
    }

    @Override
    public synchronized byte[] toByteArray() {
      return count == buf.length ? buf : super.toByteArray();
    }
  }
}
