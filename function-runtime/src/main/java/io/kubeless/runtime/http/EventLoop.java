package io.kubeless.runtime.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Waits for the requests of many connections on one thread. That thread also serves quick requests.
 * If one of them takes too long, another thread continues with the loop.
 */
final class EventLoop {
  private static final int BUFFER = 16 * 1024;

  private final String name;
  private final Selector selector = Selector.open();

  // These belong to the thread that has the turn.
  private final Deque<HttpConnection> ready = new ArrayDeque<>();

  private final Queue<HttpConnection> late = new ConcurrentLinkedQueue<>();

  private volatile Turn turn = new Turn();
  private volatile boolean closed;

  // These belong to the thread that supervises.
  private long seen;
  private boolean orphaned;

  EventLoop(String name) throws IOException {
    this.name = name;
  }

  void start() {
    Turn first = turn;
    Thread thread = new Thread(() -> run(first), name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Registers a channel, for which nothing is looked for yet. */
  SelectionKey register(SocketChannel channel, HttpConnection connection) throws IOException {
    return channel.register(selector, 0, connection);
  }

  private void run(Turn mine) {
    byte[] buffer = new byte[BUFFER];
    while (!mine.taken() && !closed) {
      try {
        Thread.interrupted(); // what an application has left would make each wait return
        HttpConnection next = ready.poll();
        if (next != null) {
          next.ready(mine, buffer);
        } else if (late.isEmpty()) {
          selector.select(this::add);
        } else if (selector.selectNow(this::add) == 0) {
          closeLate();
        }
      } catch (Throwable e) { // an Error too must not end the loop
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
    if (!mine.taken()) {
      release();
    }
  }

  private void add(SelectionKey key) {
    ready.add((HttpConnection) key.attachment());
  }

  /** Closes a connection that is idle for too long, unless a request has just arrived. */
  void late(HttpConnection connection) {
    late.add(connection);
    selector.wakeup();
  }

  private void closeLate() {
    long now = System.nanoTime();
    for (HttpConnection next = late.poll(); next != null; next = late.poll()) {
      if (next.late(now)) {
        next.closeIfIdle();
      }
    }
  }

  private void release() {
    try {
      selector.close();
    } catch (IOException e) {
      // It is not used any more, as intended.
    }
  }

  /** Returns whether the thread of the loop is serving a request. */
  boolean lent() {
    return turn.lending() != 0;
  }

  /**
   * Continues on another thread if the thread of the loop has been serving the same request as the
   * last time. Only one thread may call this.
   *
   * @return whether the thread of the loop is serving a request
   */
  boolean supervise() {
    if (orphaned) {
      adopt();
      return true;
    }
    long lending = turn.lending();
    if (lending != 0 && lending == seen && turn.take(lending)) {
      seen = 0;
      turn = new Turn();
      adopt();
      return true;
    }
    seen = lending;
    return lending != 0;
  }

  /** Starts a thread, at once or when this is possible. */
  private void adopt() {
    orphaned = true;
    start();
    orphaned = false;
  }

  /** Ends the loop, when its thread has served its request. */
  void close() {
    closed = true;
    selector.wakeup();
  }
}
