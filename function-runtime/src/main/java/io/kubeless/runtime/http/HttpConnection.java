package io.kubeless.runtime.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Requests are read and answered one after the other.
 *
 * <pre>
 *   idle ──first byte──► head ──► body ──► application ──► response ──► idle
 *    │                    │        │                           │
 *    └─ closed, idle too  └────────┴─ refused: answer, close   └─ not persistent: close
 *       long, draining
 * </pre>
 */
final class HttpConnection implements Runnable {
  private static final int DRAINED_BEYOND_BODY = 256 * 1024;
  // The answer to a call that timed out is short. If the client's buffer is too full for it, the
  // client has not read for a while.
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  // A slow network may stall for a second; a request that needs the memory can be sent again.
  private static final long MEMORY_PATIENCE_NANOS = 5_000_000_000L;
  private static final int LOOKS_FOR_MEMORY = 50;
  private static final int LOOK_MILLIS = 10;

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
  private final Socket socket;
  private final OutputStream out;
  private Map<String, List<String>> received = Map.of(); // fields of the current request
  private volatile boolean idle = true;
  private volatile boolean lingers;
  private volatile boolean cut;
  private volatile MemoryBudget.@Nullable Lease lease;
  private volatile long idleDeadlineNanos;
  private volatile long writeDeadlineNanos;
  private volatile long waitsSinceNanos =
      System.nanoTime(); // since when it waits for the client; 0 while it does not wait
  private volatile long writeTimeoutNanos;

  HttpConnection(HttpServer server, Socket socket) throws IOException {
    this.server = server;
    this.socket = socket;
    this.out = new WatchedOutput(socket.getOutputStream());
    this.writeTimeoutNanos = server.limits().writeDeadline().toNanos();
    // A new connection must send its first byte within the deadline for a header.
    this.idleDeadlineNanos = System.nanoTime() + server.limits().headDeadline().toNanos();
  }

  @Override
  public void run() {
    try {
      socket.setTcpNoDelay(true);
      Wire wire = new Wire(socket);
      while (exchange(wire)) {
        // The next request follows on the same connection.
      }
    } catch (IOException e) {
      // The client has disconnected or is too slow: no answer can be sent.
    } finally {
      if (!lingers) {
        close();
      }
      server.ended(this);
    }
  }

  /** Reads and answers one request; returns false if the connection is to be closed. */
  private boolean exchange(Wire wire) throws IOException {
    if (server.closed() || !wire.awaitByte()) {
      return false;
    }
    idle = false;
    waitsSinceNanos = System.nanoTime();
    server.exchangeStarted();
    try {
      return answered(wire);
    } finally {
      server.exchangeEnded();
      long now = System.nanoTime();
      idleDeadlineNanos = now + server.limits().idle().toNanos();
      waitsSinceNanos = now;
      idle = true;
    }
  }

  private boolean answered(Wire wire) throws IOException {
    received = Map.of();
    try (MemoryBudget.Lease memory = server.memory().lease()) {
      lease = memory;
      return answered(wire, memory);
    } catch (RefusedRequest refused) {
      refuse(wire, refused.status(), String.valueOf(refused.getMessage()));
    } catch (SocketTimeoutException slow) {
      refuse(wire, 408, "the request did not arrive in time");
    } catch (EOFException gone) {
      // The client has closed the connection.
    }
    return false;
  }

  private boolean answered(Wire wire, MemoryBudget.Lease memory) throws IOException {
    Limits limits = server.limits();
    wire.deadlineIn(limits.headDeadline());
    HeadReader reader = new HeadReader(wire, limits, memory);
    RequestHead head = reader.read();
    received = head.headers();
    if (head.contentLength() > limits.bodyBytes()) {
      throw new RefusedRequest(413, "the body is longer than " + limits.bodyBytes() + " bytes");
    }
    long headBytes = reader.bytes();
    int copies = head.hasBody() ? server.application().copies(head.headers()) : 0;
    if (!memory.cover(headBytes + copies * Math.max(0, head.contentLength()))) {
      throw RefusedRequest.outOfMemory();
    }
    if (head.expectsContinue() && head.hasBody() && !wire.buffered()) {
      new ResponseWriter(out).writeContinue();
    }
    byte[] body =
        new BodyReader(
                wire, limits, length -> memory.cover(headBytes + copies * length), this::arrived)
            .read(head);
    waitsSinceNanos = 0;
    long kept = headBytes + body.length;
    ConnectionReply reply =
        new ConnectionReply(this, head, length -> coverSoon(memory, kept + length));
    serve(new HttpRequest(head.method(), head.path(), head.query(), head.headers(), body), reply);
    return reply.reusable();
  }

  /**
   * Covers an answer, if necessary by disconnecting a client that does not read its answer. Only a
   * request that disconnected another one waits for its memory, because waiting takes memory too.
   */
  private boolean coverSoon(MemoryBudget.Lease memory, long bytes) {
    boolean covered = memory.cover(bytes);
    if (covered
        || !server.cutOffLongestWaiting(MEMORY_PATIENCE_NANOS, HttpConnection::takesMemory)) {
      return covered;
    }
    for (int i = 0; i < LOOKS_FOR_MEMORY && !covered; i++) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return false;
      }
      covered = memory.cover(bytes);
    }
    return covered;
  }

  /** Returns whether a request or an answer of this connection has a part of the budget. */
  boolean takesMemory() {
    MemoryBudget.Lease memory = lease;
    return memory != null && memory.any();
  }

  private void arrived() {
    waitsSinceNanos = System.nanoTime();
  }

  private void serve(HttpRequest request, ConnectionReply reply) {
    try {
      server.application().serve(request, reply);
    } finally {
      if (!reply.taken()) {
        reply.send(server.application().completed(request.headers(), HttpResponse.of(500)));
      }
    }
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
    writeTimeoutNanos = Math.min(writeTimeoutNanos, LAST_WRITE.toNanos());
    boolean whole = write(response, head, false) != Written.CUT;
    if (whole) {
      lingers = true;
      server.linger(socket);
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

  private void refuse(Wire wire, int status, String reason) throws IOException {
    HttpResponse response = HttpResponse.text(status, reason + "\n");
    if (status == 503) {
      server.application().refused();
      server.cutOffLongestWaiting(
          MEMORY_PATIENCE_NANOS, other -> other != this && other.takesMemory());
      response = response.with("Retry-After", "1");
    }
    new ResponseWriter(out)
        .write(server.application().completed(received, response), 1, false, false);
    drain(wire);
  }

  /**
   * Continues to read for a while after a refusal: closing a socket with unread bytes resets the
   * connection, and the client might never see the answer; RFC 9112, 9.6. A body of the permitted
   * length is read completely, because many clients read nothing before they have sent it.
   */
  private void drain(Wire wire) throws IOException {
    socket.shutdownOutput();
    byte[] step = new byte[8192];
    try {
      long left = server.limits().bodyBytes() + DRAINED_BEYOND_BODY;
      while (left > 0) { // at the minimum rate of a body that is accepted
        wire.deadlineIn(server.limits().bodyDeadline());
        for (int part = 0; part < BodyReader.STEP && left > 0; ) {
          int read = wire.read(step, 0, step.length);
          part += read;
          left -= read;
        }
      }
    } catch (EOFException | SocketTimeoutException done) {
      // The client has closed the connection, or the time is over.
    }
  }

  /** Writes in steps with a deadline each, because blocking writes have no timeout. */
  private final class WatchedOutput extends OutputStream {
    // The JDK allocates a buffer of this size outside the heap for each platform thread.
    private static final int STEP = 16 * 1024;
    private final OutputStream out;

    WatchedOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; done += STEP) {
        long now = System.nanoTime();
        waitsSinceNanos = now;
        writeDeadlineNanos = now + writeTimeoutNanos;
        out.write(bytes, offset + done, Math.min(STEP, length - done));
        writeDeadlineNanos = 0;
        waitsSinceNanos = 0;
      }
    }
  }

  /** Closes the connection if a write, or the wait for a request, takes too long. */
  void closeIfLate(long nowNanos) {
    long write = writeDeadlineNanos;
    boolean stuck = write != 0 && nowNanos - write > 0;
    if (stuck || (idle && nowNanos - idleDeadlineNanos > 0)) {
      close();
    }
  }

  void closeIfIdle() {
    if (idle) {
      close();
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
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close();
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed, as intended.
    }
  }
}
