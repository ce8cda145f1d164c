package io.kubeless.runtime.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The bytes of a connection, read with a deadline for several reads together. */
final class Wire {
  private static final int SIZE = 4096;
  // The JDK allocates a buffer of this size outside the heap for each platform thread.
  private static final int MOST_AT_ONCE = 16 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[SIZE];
  private int position;
  private int end;
  private long deadlineNanos;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** Sets the time by which everything read from now on must have arrived. */
  void deadlineIn(Duration duration) {
    deadlineNanos = System.nanoTime() + duration.toNanos();
  }

  /**
   * Waits for the first byte of the next request; returns false if the client has closed the
   * connection. There is no deadline here, because a timed read costs as much as a small request:
   * the thread that watches all connections closes idle ones.
   */
  boolean awaitByte() throws IOException {
    if (position < end) {
      return true;
    }
    socket.setSoTimeout(0);
    return receive();
  }

  /** Returns whether bytes have arrived that were not read yet. */
  boolean buffered() {
    return position < end;
  }

  private boolean fill() throws IOException {
    timeout();
    return receive();
  }

  private void timeout() throws IOException {
    long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException();
    }
    socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
  }

  private boolean receive() throws IOException {
    int read = in.read(buffer, 0, SIZE);
    position = 0;
    end = Math.max(read, 0);
    return read > 0;
  }

  int readByte() throws IOException {
    if (position == end && !fill()) {
      throw new EOFException();
    }
    return buffer[position++] & 0xff;
  }

  /**
   * Reads a line that ends with CR LF, without them.
   *
   * @param most the maximum length of the line
   * @param status the status of the refusal if the line is longer
   */
  String readLine(int most, int status) throws IOException {
    byte[] line = new byte[Math.min(most, 128)];
    int length = 0;
    while (true) {
      int b = readByte();
      if (b == '\r') {
        if (readByte() != '\n') {
          throw new RefusedRequest(400, "a line must end with CR LF");
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
      }
      if (b == '\n') {
        throw new RefusedRequest(400, "a line must end with CR LF");
      }
      if (length == most) {
        throw new RefusedRequest(status, "longer than " + most + " bytes");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, Math.min(most, line.length * 2));
      }
      line[length++] = (byte) b;
    }
  }

  /** Reads up to a number of bytes, at least one. */
  int read(byte[] into, int offset, int length) throws IOException {
    if (position == end) {
      if (length >= SIZE) { // bypassing the buffer
        timeout();
        int count = in.read(into, offset, Math.min(length, MOST_AT_ONCE));
        if (count < 0) {
          throw new EOFException();
        }
        return count;
      }
      if (!fill()) {
        throw new EOFException();
      }
    }
    int count = Math.min(length, end - position);
    System.arraycopy(buffer, position, into, offset, count);
    position += count;
    return count;
  }
}
