package io.kubeless.runtime.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Requests are read and answered one after the other.
 *
 * <pre>
 *   idle ──bytes──► head ──► body ──► application ──► response ──► idle
 *    │               │        │                           │
 *    └─ closed, idle └────────┴─ refused: answer, close   └─ not persistent: close
 *       too long, draining
 * </pre>
 *
 * <p>While it is idle, it belongs to its loop and has neither a thread nor a buffer. The loop's
 * thread reads what has arrived. If that is a complete request that will probably be quick, the
 * thread serves it; any other request gets a thread of the executor.
 */
final class HttpConnection {
  // The answer to a call that timed out is short. If the client's buffer is too full for it, the
  // client has not read for a while.
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private static final int IDLE = 0;
  private static final int BUSY = 1; // belongs to the thread that reads or answers a request
  private static final int ENDED = 2;

  /** The result of sending a response. */
  enum Written {
    /** The response was sent completely, and the next request may follow. */
    REUSABLE,
    /** The response was sent completely, and the connection is closed. */
    LAST,
    /** The client did not get the complete response. */
    CUT
  }

  private final HttpServer server;
  private final EventLoop loop;
  private final SocketChannel channel;
  private final Readiness readiness;
  private final Wire wire;
  private final ChannelOutput out;
  private final AtomicInteger state = new AtomicInteger(IDLE);
  private volatile boolean lingers;
  private volatile boolean cut;
  private volatile @Nullable Exchange exchange;
  private volatile long idleDeadlineNanos;
  // Since when it waits for the client; 0 while it does not wait.
  private volatile long waitsSinceNanos = System.nanoTime();

  HttpConnection(HttpServer server, EventLoop loop, SocketChannel channel) throws IOException {
    this.server = server;
    this.loop = loop;
    SelectionKey key = loop.register(channel, this);
    this.channel = channel;
    this.readiness = new Readiness(key);
    this.wire = new Wire(channel, readiness);
    this.out =
        new ChannelOutput(
            channel,
            readiness,
            server.limits().writeDeadline(),
            since -> this.waitsSinceNanos = since);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    // A new connection must send its first byte within the deadline for a header.
    this.idleDeadlineNanos = System.nanoTime() + server.limits().headDeadline().toNanos();
  }

  /** Lets the loop find out when the next request arrives. */
  void look() {
    try {
      readiness.request(SelectionKey.OP_READ);
    } catch (IOException e) {
      closeIfIdle();
    }
  }

  /**
   * Continues when the channel can be read or written. Only the thread of the loop calls this.
   *
   * @param turn the thread's right to use the loop
   * @param buffer the thread's buffer
   */
  void ready(Turn turn, byte[] buffer) {
    if (state.get()
        == IDLE) { // another thread that sees it busy must not see since when it is idle
      arrivedCompletely();
    }
    if (!state.compareAndSet(IDLE, BUSY)) {
      readiness.signal();
      if (state.get() == IDLE) { // its thread may not have seen the signal
        look();
      }
      return;
    }
    server.exchangeStarted();
    try {
      int read = server.closed() ? -1 : wire.receive(buffer);
      if (read < 0) {
        end();
        return;
      }
      if (read == 0 || serveReceived(turn)) {
        idle();
      }
    } catch (IOException e) { // the client has disconnected
      end();
    } catch (Throwable e) {
      end();
      throw e;
    }
  }

  /**
   * Serves what was received; returns false if another thread does, or the connection has ended.
   */
  private boolean serveReceived(Turn turn) {
    while (wire.buffered()) {
      Exchange next = next();
      try {
        next.read();
      } catch (Incomplete e) {
        arrived();
        return handOver(() -> serve(null));
      } catch (IOException e) {
        arrived(); // from now on, the rest of the request is awaited
        return handOver(() -> refuse(next, e));
      }
      if (!server.pace().quick()) {
        return handOver(() -> serve(next));
      }
      if (!answer(next, turn)) {
        end();
        return false;
      }
      if (turn.taken()) { // the loop has another thread
        wire.detach();
        serve(null);
        return false;
      }
    }
    return true;
  }

  private boolean answer(Exchange next, Turn turn) {
    turn.lend();
    server.loopWatch().lent();
    try {
      return answer(next);
    } finally {
      turn.takeBack();
    }
  }

  private boolean answer(Exchange next) {
    long start = System.nanoTime();
    boolean again = next.answer();
    server.pace().served(System.nanoTime() - start);
    return again;
  }

  private Exchange next() {
    Exchange next = new Exchange(server, this, wire);
    exchange = next;
    return next;
  }

  private boolean handOver(Runnable task) {
    wire.detach();
    try {
      if (server.makeRoom()) {
        server.executor().execute(task);
        return false;
      }
    } catch (Throwable e) {
      // The pool is at its limit, or the container at its limit of threads: an OutOfMemoryError.
    }
    server.refuse(channel);
    lingers = true;
    end();
    return false;
  }

  /** Answers a request, if one was read, and those after it that are arriving. */
  private void serve(@Nullable Exchange read) {
    boolean again = false;
    try {
      again = read == null || answer(read);
      while (again && wire.buffered() && !server.closed()) {
        Exchange next = next();
        try {
          next.read();
        } catch (IOException e) {
          next.refuse(e);
          return;
        }
        again = answer(next);
      }
      again = again && !server.closed();
    } catch (IOException e) {
      // The client has disconnected or is too slow: no answer can be sent.
    } finally {
      if (again) {
        idle();
      } else {
        end();
      }
    }
  }

  private void refuse(Exchange next, IOException why) {
    try {
      next.refuse(why);
    } catch (IOException e) {
      // The client has disconnected or is too slow: no answer can be sent.
    } finally {
      end();
    }
  }

  private void idle() {
    wire.release();
    exchange = null;
    long now = System.nanoTime();
    idleDeadlineNanos = now + server.limits().idle().toNanos();
    waitsSinceNanos = now;
    server.exchangeEnded();
    state.set(IDLE);
    if (server.closed() || !channel.isOpen()) {
      closeIfIdle();
    } else {
      look();
    }
  }

  private void end() {
    Exchange last = exchange;
    if (last != null) {
      last.close();
      exchange = null;
    }
    if (!lingers) {
      closeChannel();
    }
    state.set(ENDED);
    server.exchangeEnded();
    server.ended(this);
  }

  OutputStream out() {
    return out;
  }

  /** Returns whether a request or an answer of this connection has a part of the budget. */
  boolean takesMemory() {
    Exchange current = exchange;
    return current != null && current.takesMemory();
  }

  /** A part of the request has arrived. */
  void arrived() {
    waitsSinceNanos = System.nanoTime();
  }

  /** The request has arrived completely. */
  void arrivedCompletely() {
    waitsSinceNanos = 0;
  }

  /** Writes a response after which the next request may follow. */
  Written write(HttpResponse response, RequestHead head) {
    return write(response, head, head.persistent() && !server.draining());
  }

  /**
   * Writes the last response of this connection, while its own thread is busy.
   *
   * @return whether the client got the complete response
   */
  boolean writeLast(HttpResponse response, RequestHead head) {
    out.atMost(LAST_WRITE);
    boolean whole = write(response, head, false) != Written.CUT;
    if (whole) {
      lingers = true;
      server.linger(channel);
    }
    return whole;
  }

  private Written write(HttpResponse response, RequestHead head, boolean persistent) {
    boolean whole = false;
    try {
      boolean reusable =
          new ResponseWriter(out)
              .write(response, head.minor(), head.method().equals("HEAD"), persistent);
      whole = true;
      return reusable ? Written.REUSABLE : Written.LAST;
    } catch (IOException e) {
      return Written.CUT;
    } finally {
      if (!whole) {
        reset();
      }
    }
  }

  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Lets the loop close the connection if it is idle for too long. */
  void closeIfLate(long nowNanos) {
    if (late(nowNanos)) {
      loop.late(this);
    }
  }

  /** Returns whether the connection has been idle for too long. */
  boolean late(long nowNanos) {
    return state.get() == IDLE && nowNanos - idleDeadlineNanos > 0;
  }

  /** Returns whether a request is being read or answered. */
  boolean busy() {
    return state.get() == BUSY;
  }

  void closeIfIdle() {
    if (state.compareAndSet(IDLE, ENDED)) {
      closeChannel();
      server.ended(this);
    }
  }

  /**
   * Returns for how long the connection has been waiting for its client in one step: a request's
   * head, 16 KiB of a body or of a response; negative if it does not wait, or was closed.
   */
  long waitsNanos(long nowNanos) {
    long since = waitsSinceNanos;
    return since == 0 || cut ? -1 : nowNanos - since;
  }

  /** Closes the connection to make room for others. */
  void cutOff() {
    cut = true;
    close();
  }

  /** Closes the connection so that no client takes it for the regular end of a response. */
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close();
  }

  private void close() {
    if (state.compareAndSet(IDLE, ENDED)) {
      server.ended(this);
    }
    closeChannel();
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed, as intended.
    }
    readiness.closed();
  }
}
