package io.kubeless.runtime;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import java.util.List;
import java.util.Map;

/** Serves probes and metrics, and calls the function for all other requests. */
record SharedPort(ManagementApplication management, Application calls) implements Application {

  @Override
  public void serve(HttpRequest request, Reply reply) {
    management.answer(request).ifPresentOrElse(reply::send, () -> calls.serve(request, reply));
  }

  @Override
  public HttpResponse completed(Map<String, List<String>> request, HttpResponse response) {
    return calls.completed(request, response);
  }

  @Override
  public int copies(Map<String, List<String>> headers) {
    return calls.copies(headers);
  }

  @Override
  public void refused() {
    calls.refused();
  }
}
