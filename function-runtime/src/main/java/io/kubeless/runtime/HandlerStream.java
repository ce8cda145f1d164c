package io.kubeless.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body that a function returned as a stream. The call's clock runs while the function is asked
 * for bytes, but not while they are sent.
 */
final class HandlerStream extends InputStream {
  private static final int FIRST = 8192;

  private final InputStream stream;
  private final CallWatch call;
  private byte[] first = new byte[0];
  private int position;
  private boolean ended;
  private boolean closed;
  private boolean broken;
  private @Nullable Throwable failure;

  HandlerStream(InputStream stream, CallWatch call) {
    this.stream = stream;
    this.call = call;
  }

  /**
   * Reads the first bytes while the clock runs, and then stops it. So an error response is still
   * possible for a stream that fails immediately, or has no first byte in time.
   *
   * @return false if the stream failed
   */
  boolean begin() {
    byte[] buffer = new byte[FIRST];
    try {
      int count = stream.read(buffer);
      ended = count < 0;
      first = Arrays.copyOf(buffer, Math.max(count, 0));
    } catch (Throwable e) { // as for a handler, an Error is also a failure of this call
      failure = e;
      broken = true;
    }
    call.pause();
    return !broken;
  }

  /** Returns whether the stream could not be read to its end. */
  boolean broken() {
    return broken;
  }

  /** Returns why the stream could not be read or closed. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = 0;
    while (count == 0) {
      count = read(one, 0, 1);
    }
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (position < first.length) {
      int count = Math.min(length, first.length - position);
      System.arraycopy(first, position, into, offset, count);
      position += count;
      return count;
    }
    if (ended) {
      return -1;
    }
    call.resume();
    try {
      return stream.read(into, offset, length);
    } catch (Throwable e) {
      failure = e;
      broken = true;
      throw new IOException("the stream failed", e);
    } finally {
      call.pause();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    call.resume();
    try {
      stream.close();
    } catch (Throwable e) { // the response was already sent
      failure = failure == null ? e : failure;
    }
  }
}
