package io.kubeless.runtime.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;

/** The answer to a request of a connection. */
final class ConnectionReply implements Reply {
  private final AtomicBoolean taken = new AtomicBoolean();
  private final HttpConnection connection;
  private final RequestHead head;
  private final LongPredicate covered;
  private final Thread owner = Thread.currentThread();
  private volatile boolean reusable;

  /**
   * Creates a reply.
   *
   * @param covered returns whether there is memory for an answer of that length
   */
  ConnectionReply(HttpConnection connection, RequestHead head, LongPredicate covered) {
    this.connection = connection;
    this.head = head;
    this.covered = covered;
  }

  @Override
  public boolean send(HttpResponse response) {
    if (!taken.compareAndSet(false, true)) {
      return false;
    }
    if (Thread.currentThread() != owner) {
      return connection.writeLast(response, head);
    }
    HttpConnection.Written written = connection.write(response, head);
    reusable = written == HttpConnection.Written.REUSABLE;
    return written != HttpConnection.Written.CUT;
  }

  @Override
  public boolean fits(long length) {
    return covered.test(length);
  }

  @Override
  public void cut() {
    connection.reset();
  }

  /** Returns whether an answer was sent or is being sent. */
  boolean taken() {
    return taken.get();
  }

  /** Returns whether the connection may be used for another request. */
  boolean reusable() {
    return reusable;
  }
}
