package io.kubeless.runtime.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request of a connection, and its answer. */
final class Exchange implements AutoCloseable {
  private static final int DRAINED_BEYOND_BODY = 256 * 1024;
  // A slow network may stall for a second; a request that needs the memory can be sent again.
  private static final long MEMORY_PATIENCE_NANOS = 5_000_000_000L;
  private static final int LOOKS_FOR_MEMORY = 50;
  private static final int LOOK_MILLIS = 10;

  private final HttpServer server;
  private final HttpConnection connection;
  private final Wire wire;
  private final MemoryBudget.Lease memory;
  private Map<String, List<String>> received = Map.of();
  private @Nullable RequestHead head;
  private @Nullable HttpRequest request;
  private long kept; // bytes of the request in memory

  Exchange(HttpServer server, HttpConnection connection, Wire wire) {
    this.server = server;
    this.connection = connection;
    this.wire = wire;
    this.memory = server.memory().lease();
  }

  /**
   * Returns whether the request or its answer has a part of the budget. Any thread may call this.
   */
  boolean takesMemory() {
    return memory.any();
  }

  /**
   * Reads the request.
   *
   * @throws Incomplete if the rest of it must be waited for; then the request can be read again
   * @throws RefusedRequest if it is not served
   * @throws SocketTimeoutException if it did not arrive in time
   * @throws EOFException if the client has closed the connection
   */
  HttpRequest read() throws IOException {
    wire.mark();
    try {
      return parse();
    } catch (Incomplete e) {
      close();
      wire.reset();
      throw e;
    }
  }

  private HttpRequest parse() throws IOException {
    Limits limits = server.limits();
    wire.deadlineIn(limits.headDeadline());
    HeadReader reader = new HeadReader(wire, limits, memory);
    RequestHead parsed = reader.read();
    received = parsed.headers();
    if (parsed.contentLength() > limits.bodyBytes()) {
      throw new RefusedRequest(413, "the body is longer than " + limits.bodyBytes() + " bytes");
    }
    long headBytes = reader.bytes();
    int copies = parsed.hasBody() ? server.application().copies(received) : 0;
    if (!memory.cover(headBytes + copies * Math.max(0, parsed.contentLength()))) {
      throw RefusedRequest.outOfMemory();
    }
    if (parsed.hasBody()) {
      wire.require(Math.max(1, parsed.contentLength()));
    }
    if (parsed.expectsContinue() && parsed.hasBody() && !wire.buffered()) {
      new ResponseWriter(connection.out()).writeContinue();
    }
    byte[] body =
        new BodyReader(
                wire,
                limits,
                length -> memory.cover(headBytes + copies * length),
                connection::arrived)
            .read(parsed);
    connection.arrivedCompletely();
    kept = headBytes + body.length;
    head = parsed;
    HttpRequest complete =
        new HttpRequest(parsed.method(), parsed.path(), parsed.query(), received, body);
    request = complete;
    return complete;
  }

  /**
   * Serves the request, on the current thread.
   *
   * @return whether the connection can be used again
   */
  boolean answer() {
    try (this) {
      ConnectionReply reply =
          new ConnectionReply(
              connection, Objects.requireNonNull(head), length -> coverSoon(kept + length));
      serve(Objects.requireNonNull(request), reply);
      return reply.reusable();
    }
  }

  private void serve(HttpRequest complete, ConnectionReply reply) {
    try {
      server.application().serve(complete, reply);
    } finally {
      if (!reply.taken()) {
        reply.send(server.application().completed(received, HttpResponse.of(500)));
      }
    }
  }

  /**
   * Covers an answer, if necessary by disconnecting a client that does not read its answer. Only a
   * request that disconnected another one waits for its memory, because waiting takes memory too.
   */
  private boolean coverSoon(long bytes) {
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

  /** Answers a request that {@link #read} did not return, as its exception requires. */
  void refuse(IOException why) throws IOException {
    try (this) {
      if (why instanceof RefusedRequest refused) {
        refuse(refused.status(), String.valueOf(refused.getMessage()));
      } else if (why instanceof SocketTimeoutException) {
        refuse(408, "the request did not arrive in time");
      } else if (!(why instanceof EOFException)) {
        throw why;
      }
    }
  }

  private void refuse(int status, String reason) throws IOException {
    HttpResponse response = HttpResponse.text(status, reason + "\n");
    if (status == 503) {
      server.application().refused();
      server.cutOffLongestWaiting(
          MEMORY_PATIENCE_NANOS, other -> other != connection && other.takesMemory());
      response = response.with("Retry-After", "1");
    }
    new ResponseWriter(connection.out())
        .write(server.application().completed(received, response), 1, false, false);
    drain();
  }

  /**
   * Continues to read for a while after a refusal: closing a socket with unread bytes resets the
   * connection, and the client might never see the answer; RFC 9112, 9.6. A body of the permitted
   * length is read completely, because many clients read nothing before they have sent it.
   */
  private void drain() throws IOException {
    connection.shutdownOutput();
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

  /** Returns the memory to the budget. */
  @Override
  public void close() {
    memory.close();
  }
}
