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

  /**
   * Returns a response with further header fields. The server calls this for responses that are its
   * own, such as 413; those of the application are complete.
   *
   * @param request header fields of the request: values in order, by name in lower case
   */
  default HttpResponse completed(Map<String, List<String>> request, HttpResponse response) {
    return response;
  }

  /** Called for each request that was refused with 503 because the server is overloaded. */
  default void refused() {}
}
