package io.kubeless.runtime.http;

import java.util.List;
import java.util.Map;

/** Answers requests. */
@FunctionalInterface
public interface Application {

  /**
   * Answers one request, on the thread of its connection. The next request of the connection is
   * read when this returns. A request that is not answered then is answered with 500.
   */
  void serve(HttpRequest request, Reply reply);

  /**
   * Returns how much memory a request needs at most while it is served, as a multiple of its body's
   * length, the body included. The server refuses a request whose share is not free.
   *
   * @param headers values in order, by name in lower case
   */
  default int copies(Map<String, List<String>> headers) {
    return 2;
  }

  /** Called for each request that was refused with 503 because the server is overloaded. */
  default void refused() {}
}
