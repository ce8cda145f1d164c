package io.kubeless.runtime;

import io.kubeless.runtime.auth.Authentication;
import io.kubeless.runtime.auth.Decision;
import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import io.kubeless.runtime.source.Calls;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates a call for each request, if it is authenticated.
 *
 * @param calls receives the events
 * @param events reads them
 * @param plain whether the function takes only events, text or bytes
 * @param metrics counts the requests that the server has refused
 * @param authentication empty if requests are not authenticated
 */
record HttpCalls(
    Calls calls,
    EventReader events,
    boolean plain,
    Metrics metrics,
    Optional<Authentication> authentication)
    implements Application {

  @Override
  public void serve(HttpRequest request, Reply reply) {
    Decision decision =
        authentication
            .map(check -> check.decide(request.headers()))
            .orElse(new Decision.Accepted(Map.of()));
    if (decision instanceof Decision.Accepted accepted) {
      calls.call(new HttpDelivery(request, reply, events, accepted.claims()));
    } else if (decision instanceof Decision.Denied denied) {
      reply.send(response(denied));
    }
  }

  private static HttpResponse response(Decision.Denied denied) {
    String title =
        switch (denied.status()) {
          case 401 -> "Unauthorized";
          case 403 -> "Forbidden";
          case 429 -> "Too Many Requests";
          default -> "Service Unavailable";
        };
    HttpResponse response =
        HttpResponse.of(
            denied.status(),
            ProblemDetails.TYPE,
            ProblemDetails.body(denied.status(), title, denied.detail()));
    return denied
        .challenge()
        .map(challenge -> response.with("WWW-Authenticate", challenge))
        .orElseGet(() -> response.with("Retry-After", "1"));
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
