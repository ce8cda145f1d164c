package io.kubeless.runtime.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** The one answer to one request: whoever sends first has answered, everybody else is too late. */
public final class Reply {
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Connection connection;
  private final RequestHead head;
  private final Thread owner = Thread.currentThread();
  private volatile boolean reusable;

  Reply(Connection connection, RequestHead head) {
    this.connection = connection;
    this.head = head;
  }

  /**
   * Sends the response, from any thread. One that another thread than the request's sends ends the
   * connection, because the request's own thread is still busy.
   *
   * @return whether this response was the one sent
   */
  public boolean send(HttpResponse response) {
    if (!taken.compareAndSet(false, true)) {
      return false;
    }
    boolean own = Thread.currentThread() == owner;
    reusable = connection.write(response, head, own) && own;
    if (!own) {
      connection.close();
    }
    return true;
  }

  /** Returns whether an answer was sent or is being sent. */
  public boolean taken() {
    return taken.get();
  }

  boolean reusable() {
    return reusable;
  }
}
