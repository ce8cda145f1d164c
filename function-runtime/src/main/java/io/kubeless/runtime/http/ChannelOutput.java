package io.kubeless.runtime.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Writes to a connection in steps with a deadline each. */
final class ChannelOutput extends OutputStream {
  // The JDK allocates a buffer of this size outside the heap for each platform thread.
  private static final int STEP = 16 * 1024;

  private final SocketChannel channel;
  private final Readiness readiness;
  private final LongConsumer waitsSince;
  private volatile long timeoutNanos;

  /**
   * Creates a stream.
   *
   * @param timeout how long a step may take
   * @param waitsSince receives the time since which the client must read, 0 when it has done so
   */
  ChannelOutput(
      SocketChannel channel, Readiness readiness, Duration timeout, LongConsumer waitsSince) {
    this.channel = channel;
    this.readiness = readiness;
    this.timeoutNanos = timeout.toNanos();
    this.waitsSince = waitsSince;
  }

  /** Shortens the time that a step may take. */
  void atMost(Duration timeout) {
    timeoutNanos = Math.min(timeoutNanos, timeout.toNanos());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += STEP) {
      step(ByteBuffer.wrap(bytes, offset + done, Math.min(STEP, length - done)));
    }
  }

  private void step(ByteBuffer bytes) throws IOException {
    channel.write(bytes);
    if (!bytes.hasRemaining()) {
      return;
    }
    long now = System.nanoTime();
    long deadline = now + timeoutNanos;
    waitsSince.accept(now);
    while (bytes.hasRemaining()) {
      readiness.await(SelectionKey.OP_WRITE, deadline);
      channel.write(bytes);
    }
    waitsSince.accept(0);
  }
}
