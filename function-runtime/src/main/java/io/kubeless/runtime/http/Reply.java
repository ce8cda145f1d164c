package io.kubeless.runtime.http;

/** The answer to one request. Only the first response is sent, and later ones are ignored. */
public interface Reply {

  /**
   * Sends the response, from any thread. If it is not the request's own thread, the connection is
   * closed afterwards, because that thread is still busy.
   *
   * @return whether this response was sent completely
   */
  boolean send(HttpResponse response);

  /**
   * Returns whether there is memory to keep an answer of that length until the client has read it.
   * If not, a client that has not read for five seconds is disconnected, and its memory is used.
   * Only the request's own thread may call this.
   */
  boolean fits(long length);

  /** Closes the connection so that the client notices that the answer is incomplete. */
  void cut();
}
