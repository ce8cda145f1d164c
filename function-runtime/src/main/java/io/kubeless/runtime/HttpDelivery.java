package io.kubeless.runtime;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import io.kubeless.runtime.source.Answer;
import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.SourceEvent;
import io.kubeless.runtime.source.TraceParent;
import java.util.List;
import java.util.Map;

/** An event that was received as an HTTP request. Its outcome is the response. */
final class HttpDelivery implements Delivery {
  private final HttpRequest request;
  private final Reply reply;
  private final EventReader events;
  private final Map<String, Object> claims;
  private final String traceId;

  /**
   * Creates a delivery.
   *
   * @param claims verified claims of the request's token; empty without a token
   */
  HttpDelivery(HttpRequest request, Reply reply, EventReader events, Map<String, Object> claims) {
    this.request = request;
    this.reply = reply;
    this.events = events;
    this.claims = claims;
    this.traceId = TraceParent.traceId(request.header("traceparent"));
  }

  @Override
  public Map<String, Object> claims() {
    return claims;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String eventId() {
    return request.header("ce-id").or(() -> request.header("event-id")).orElse("");
  }

  @Override
  public String traceId() {
    return traceId;
  }

  @Override
  public SourceEvent event() throws MalformedEvent {
    return events.read(request);
  }

  @Override
  public boolean deliver(Outcome outcome) {
    return reply.send(response(outcome));
  }

  @Override
  public void cut() {
    reply.cut();
  }

  @Override
  public boolean fits(long bytes) {
    return reply.fits(bytes);
  }

  @Override
  public boolean reads(Answer answer) {
    int status = status(answer);
    return !request.method().equals("HEAD") && status != 204 && status != 304;
  }

  @Override
  public int status(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      return status(answered.answer());
    }
    // HTTP clients repeat a request after 408, even a POST, so only senders of events get it.
    return outcome instanceof Outcome.TimedOut && !EventReader.isEvent(request)
        ? 504
        : outcome.status();
  }

  /** Senders of events accept only 200 as success. */
  private int status(Answer answer) {
    int status = answer.status();
    return status != 200 && status < 300 && EventReader.isEvent(request) ? 200 : status;
  }

  private HttpResponse response(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      return response(answered.answer());
    }
    int status = status(outcome);
    if (outcome instanceof Outcome.Malformed malformed) {
      return problem(status, "Malformed event", malformed.reason());
    }
    if (outcome instanceof Outcome.Refused refused) {
      return problem(status, "The function refused", refused.reason());
    }
    if (outcome instanceof Outcome.Failed failed) {
      return problem(status, "Internal Server Error", "failure " + failed.traceId());
    }
    if (outcome instanceof Outcome.RetryRequested retry) {
      long seconds = retry.after().plusNanos(999_999_999).toSeconds();
      return problem(status, "Service Unavailable", "try again later")
          .with("Retry-After", Long.toString(seconds));
    }
    if (outcome instanceof Outcome.Rejected) {
      HttpResponse rejected =
          status == 429
              ? problem(status, "Too Many Requests", "the function is busy")
              : problem(status, "Service Unavailable", "not enough memory for the answer");
      return rejected.with("Retry-After", "1");
    }
    String title = status == 408 ? "Request Timeout" : "Gateway Timeout";
    return problem(status, title, "the function took too long");
  }

  private HttpResponse response(Answer answer) {
    HttpResponse.Header[] headers = new HttpResponse.Header[answer.headers().size()];
    for (int i = 0; i < headers.length; i++) {
      Answer.Header header = answer.headers().get(i);
      headers[i] = new HttpResponse.Header(header.name(), header.value());
    }
    return new HttpResponse(status(answer), List.of(headers), answer.bytes(), answer.stream());
  }

  private static HttpResponse problem(int status, String title, String detail) {
    return HttpResponse.of(status, ProblemDetails.TYPE, ProblemDetails.body(status, title, detail));
  }
}
