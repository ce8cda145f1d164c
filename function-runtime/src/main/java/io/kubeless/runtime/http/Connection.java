package io.kubeless.runtime.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * One connection: requests are read, answered and followed by the next, in order.
 *
 * <pre>
 *   idle ──first byte──► head ──► body ──► application ──► response ──► idle
 *    │                    │        │                           │
 *    └─ closed, idle too  └────────┴─ refused: answer, close   └─ not persistent: close
 *       long, draining
 * </pre>
 */
final class Connection implements Runnable {
  private static final int MOST_DRAINED = 256 * 1024;

  private final HttpServer server;
  private final Socket socket;
  private final OutputStream out;
  private volatile boolean idle = true;
  private volatile long idleDeadlineNanos;
  private volatile long writeDeadlineNanos;

  Connection(HttpServer server, Socket socket) throws IOException {
    this.server = server;
    this.socket = socket;
    this.out = new WatchedOutput(socket.getOutputStream());
    // Somebody who connects has something to say.
    this.idleDeadlineNanos = System.nanoTime() + server.limits().headDeadline().toNanos();
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      Wire wire = new Wire(socket);
      while (exchange(wire)) {
        // The next one follows on the same connection.
      }
    } catch (IOException e) {
      // The client is gone or too slow; there is nobody to tell.
    } finally {
      server.ended(this);
    }
  }

  /** Reads and answers one request; false when the connection is at its end. */
  private boolean exchange(Wire wire) throws IOException {
    if (server.closed() || !wire.awaitByte()) {
      return false;
    }
    idle = false;
    server.exchangeStarted();
    try {
      return answered(wire);
    } finally {
      server.exchangeEnded();
      idleDeadlineNanos = System.nanoTime() + server.limits().idle().toNanos();
      idle = true;
    }
  }

  private boolean answered(Wire wire) throws IOException {
    RequestHead head;
    byte[] body;
    try {
      wire.deadlineIn(server.limits().headDeadline());
      head = new HeadReader(wire, server.limits()).read();
      if (head.contentLength() > server.limits().bodyBytes()) {
        throw new RefusedRequest(
            413, "the body is longer than " + server.limits().bodyBytes() + " bytes");
      }
      if (head.expectsContinue() && head.hasBody() && !wire.buffered()) {
        new ResponseWriter(out).writeContinue();
      }
      body = new BodyReader(wire, server.limits()).read(head);
    } catch (RefusedRequest refused) {
      refuse(wire, refused.status(), String.valueOf(refused.getMessage()));
      return false;
    } catch (SocketTimeoutException slow) {
      refuse(wire, 408, "the request did not arrive in time");
      return false;
    } catch (EOFException gone) {
      return false;
    }
    Reply reply = new Reply(this, head);
    serve(new HttpRequest(head.method(), head.path(), head.query(), head.headers(), body), reply);
    return reply.reusable();
  }

  private void serve(HttpRequest request, Reply reply) {
    try {
      server.application().serve(request, reply);
    } finally {
      if (!reply.taken()) {
        reply.send(HttpResponse.of(500));
      }
    }
  }

  /** Writes a response; false when the connection must not be used again. */
  boolean write(HttpResponse response, RequestHead head, boolean reusable) {
    try {
      boolean persistent = reusable && head.persistent() && !server.draining();
      return new ResponseWriter(out)
          .write(response, head.minor(), head.method().equals("HEAD"), persistent);
    } catch (IOException e) {
      close();
      return false;
    }
  }

  private void refuse(Wire wire, int status, String reason) throws IOException {
    new ResponseWriter(out).write(HttpResponse.text(status, reason + "\n"), 1, false, false);
    drain(wire);
  }

  /**
   * Reads on for a moment after a refusal: closing a socket with unread bytes resets it, and the
   * client might never see the answer.
   */
  private void drain(Wire wire) throws IOException {
    socket.shutdownOutput();
    wire.deadlineIn(Duration.ofMillis(500));
    byte[] step = new byte[8192];
    try {
      for (int left = MOST_DRAINED; left > 0; ) {
        left -= wire.read(step, 0, step.length);
      }
    } catch (EOFException | SocketTimeoutException done) {
      // The client has closed, or had its time.
    }
  }

  /** Writes in steps, each with a deadline of its own: blocking writes have no timeout. */
  private final class WatchedOutput extends OutputStream {
    private static final int STEP = 64 * 1024;
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
        writeDeadlineNanos = System.nanoTime() + server.limits().writeDeadline().toNanos();
        out.write(bytes, offset + done, Math.min(STEP, length - done));
        writeDeadlineNanos = 0;
      }
    }
  }

  /** Closes the connection when a write, or the wait for a request, has taken too long. */
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

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is what it was to be.
    }
  }
}
