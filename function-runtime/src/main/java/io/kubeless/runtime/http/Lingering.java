package io.kubeless.runtime.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sockets whose last response is written, and whose client may still be sending. If they were
 * closed immediately, unread bytes would reset the connection before the client has read the
 * response; RFC 9112, 9.6. They are read for a second without blocking, and need no thread.
 */
final class Lingering {
  private static final int MOST = 1024;
  private static final long LINGER_NANOS = 1_000_000_000;
  private static final int MOST_READ = 256 * 1024;

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private final ByteBuffer step = ByteBuffer.allocate(8192);

  private record Entry(SocketChannel socket, long endNanos) {}

  /** Takes over a socket. If there are 1024 already, it is closed immediately. */
  void add(SocketChannel socket) {
    try {
      socket.shutdownOutput();
      if (number.incrementAndGet() <= MOST) {
        entries.add(new Entry(socket, System.nanoTime() + LINGER_NANOS));
        return;
      }
      number.decrementAndGet();
    } catch (IOException e) {
      // Its client has disconnected: there is nothing to wait for.
    }
    close(socket);
  }

  /**
   * Reads what has arrived, and closes sockets whose time is over. Only one thread may call this.
   */
  void drain(long nowNanos) {
    for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (!read(entry.socket()) || nowNanos - entry.endNanos() > 0) {
        close(entry.socket());
        all.remove();
        number.decrementAndGet();
      }
    }
  }

  private boolean read(SocketChannel socket) {
    try {
      int left = MOST_READ;
      int read = socket.read(step.clear());
      while (read > 0 && left > 0) {
        left -= read;
        read = socket.read(step.clear());
      }
      return read >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  private static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed, as intended.
    }
  }
}
