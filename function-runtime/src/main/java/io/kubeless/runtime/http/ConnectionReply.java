package io.kubeless.runtime.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** The answer to a request of a connection. */
final class ConnectionReply implements Reply {
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Connection connection;
  private final RequestHead head;
  private final Thread owner = Thread.currentThread();
  private volatile boolean reusable;

  ConnectionReply(Connection connection, RequestHead head) {
    this.connection = connection;
    this.head = head;
  }

  @Override
  public boolean send(HttpResponse response) {
    if (!taken.compareAndSet(false, true)) {
      return false;
    }
    if (Thread.currentThread() != owner) {
      return connection.writeLast(response, head);
    }
    Connection.Written written = connection.write(response, head);
    reusable = written == Connection.Written.REUSABLE;
    return written != Connection.Written.CUT;
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
