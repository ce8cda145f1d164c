package io.kubeless.runtime;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.Reply;
import io.kubeless.runtime.source.Calls;
import java.util.List;
import java.util.Map;

/**
 * Creates a call for each request.
 *
 * @param calls receives the events
 * @param events reads them
 * @param plain whether the function takes only events, text or bytes
 * @param metrics counts the requests that the server has refused
 */
record HttpCalls(Calls calls, EventReader events, boolean plain, Metrics metrics)
    implements Application {

  @Override
  public void serve(HttpRequest request, Reply reply) {
    calls.call(new HttpDelivery(request, reply, events));
  }

  /**
   * Returns 4 for handlers of text and bytes: the body, its text and the answer, each with the
   * memory for its conversion. An event that contains its data takes 8, and a body that is bound to
   * objects takes 24, because the nine bytes of an element <code>{"a":{}},</code> become about 230.
   */
  @Override
  public int copies(Map<String, List<String>> headers) {
    if (!plain) {
      return 24;
    }
    return CloudEvent.isStructured(headers) ? 8 : 4;
  }

  @Override
  public void refused() {
    metrics.rejected();
  }
}
