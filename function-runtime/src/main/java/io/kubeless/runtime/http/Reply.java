package io.kubeless.runtime.http;

/** The one answer to one request: whoever sends first has answered, everybody else is too late. */
public interface Reply {

  /**
   * Sends the response, from any thread. One that another thread than the request's sends ends the
   * connection, because the request's own thread is still busy.
   *
   * @return whether this response was sent, and whole
   */
  boolean send(HttpResponse response);

  /**
   * Returns whether there is memory to keep an answer of that length until the client has read it;
   * on the request's own thread. If not, a client that has not read for five seconds is cut off and
   * its memory taken.
   */
  boolean fits(long length);

  /** Cuts off the connection, so that the client does not take what it got for the whole answer. */
  void cut();
}
