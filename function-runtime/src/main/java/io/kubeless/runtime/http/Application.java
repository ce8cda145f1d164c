package io.kubeless.runtime.http;

/** Answers requests. */
@FunctionalInterface
public interface Application {

  /**
   * Answers one request, on the thread of its connection. The next request of the connection is
   * read when this returns. A request that is not answered then is answered with 500.
   */
  void serve(HttpRequest request, Reply reply);
}
