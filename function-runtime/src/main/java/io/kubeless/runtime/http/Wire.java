package io.kubeless.runtime.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection. They are read without waiting by the thread of a loop, into its
 * buffer, or else with a deadline for several reads together.
 */
final class Wire {
  private static final int SIZE = 4096;
  // The JDK allocates a buffer of this size outside the heap for each platform thread.
  private static final int MOST_AT_ONCE = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final ReadableByteChannel channel;
  private final Readiness readiness;
  private byte[] buffer = NOTHING;
  private int position;
  private int end;
  private int mark;
  private int lineBytes;
  private boolean waits = true;
  private long deadlineNanos;

  Wire(ReadableByteChannel channel, Readiness readiness) {
    this.channel = channel;
    this.readiness = readiness;
  }

  /**
   * Reads what has arrived into the buffer of a loop. Until {@link #detach}, reading more than that
   * throws {@link Incomplete}.
   *
   * @return the number of bytes, -1 if the client has closed the connection
   */
  int receive(byte[] loops) throws IOException {
    int read = channel.read(ByteBuffer.wrap(loops));
    buffer = loops;
    position = 0;
    end = Math.max(read, 0);
    waits = false;
    return read;
  }

  /** Copies the bytes out of the buffer of a loop. From now on, reading waits for more of them. */
  void detach() {
    if (!waits) {
      buffer = Arrays.copyOfRange(buffer, position, end);
      end -= position;
      position = 0;
      mark = 0;
      waits = true;
    }
  }

  /** Gives up the buffer, of which everything has been read. */
  void release() {
    buffer = NOTHING;
    position = 0;
    end = 0;
    waits = true;
  }

  /** Marks the start of a request. */
  void mark() {
    mark = position;
  }

  /** Returns to the start of the request, of which nothing was read since from the connection. */
  void reset() {
    position = mark;
  }

  /** Sets the time by which everything read from now on must have arrived. */
  void deadlineIn(Duration duration) {
    if (waits) {
      deadlineNanos = System.nanoTime() + duration.toNanos();
    }
  }

  /** Returns whether bytes have arrived that were not read yet. */
  boolean buffered() {
    return position < end;
  }

  /**
   * Requires that many bytes before they are read, if reading does not wait.
   *
   * @throws Incomplete if fewer have arrived
   */
  void require(long count) throws Incomplete {
    if (!waits && count > end - position) {
      throw new Incomplete();
    }
  }

  private boolean fill() throws IOException {
    require(1);
    if (buffer.length < SIZE) {
      buffer = new byte[SIZE];
    }
    int read = read(ByteBuffer.wrap(buffer));
    position = 0;
    end = Math.max(read, 0);
    return read > 0;
  }

  private int read(ByteBuffer into) throws IOException {
    int read = channel.read(into);
    while (read == 0) {
      readiness.await(SelectionKey.OP_READ, deadlineNanos);
      read = channel.read(into);
    }
    return read;
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
    int length = lineLength(Math.min(most, end - position - 2));
    if (length >= 0) {
      String line = new String(buffer, position, length, StandardCharsets.ISO_8859_1);
      position += length + 2;
      return line;
    }
    return readLineByByte(most, status);
  }

  /** Returns the length of a line that has arrived completely, -1 if it is any other. */
  private int lineLength(int most) {
    for (int length = 0; length <= most; length++) {
      byte b = buffer[position + length];
      if (b == '\r') {
        return buffer[position + length + 1] == '\n' ? length : -1;
      }
      if (b == '\n') {
        return -1;
      }
    }
    return -1;
  }

  /**
   * Reads a line as {@link #readLine} does.
   *
   * @return what it was parsed to, {@code null} if it is empty
   */
  <T> @Nullable T readKnown(KnownLines<T> known, int most, int status) throws IOException {
    int length = lineLength(Math.min(most, end - position - 2));
    if (length >= 0) {
      int start = position;
      position += length + 2;
      lineBytes = length;
      return length == 0 ? null : known.parse(buffer, start, length, !waits);
    }
    String line = readLineByByte(most, status);
    lineBytes = line.length();
    return line.isEmpty() ? null : known.parse(line);
  }

  /** Returns the length of the line that {@link #readKnown} has read. */
  int lineBytes() {
    return lineBytes;
  }

  private String readLineByByte(int most, int status) throws IOException {
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
        require(1);
        int count = read(ByteBuffer.wrap(into, offset, Math.min(length, MOST_AT_ONCE)));
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
