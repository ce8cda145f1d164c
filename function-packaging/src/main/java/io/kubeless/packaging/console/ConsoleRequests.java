package io.kubeless.packaging.console;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers the requests of the page. */
final class ConsoleRequests implements Application {
  private static final Pattern CALL = Pattern.compile("/api/calls/(\\d{1,18})(/repeat)?");

  /** The page loads its own files only, sends requests to its server only, and is in no frame. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private final Console console;

  ConsoleRequests(Console console) {
    this.console = console;
  }

  @Override
  public void serve(HttpRequest request, Reply reply) {
    HttpResponse response = answer(request);
    for (Map.Entry<String, String> field : FIELDS.entrySet()) {
      response = response.with(field.getKey(), field.getValue());
    }
    reply.send(response);
  }

  private HttpResponse answer(HttpRequest request) {
    Optional<String> refusal = new SameOrigin(console.port()).refusal(request);
    if (refusal.isPresent()) {
      return error(403, refusal.get());
    }
    Matcher call = CALL.matcher(request.path());
    boolean known = call.matches();
    boolean post = request.path().equals("/api/calls") || (known && call.group(2) != null);
    String method = post ? "POST" : "GET";
    if (!request.method().equals(method)) {
      return error(405, "This resource supports only " + method + ".").with("Allow", method);
    }
    if (known) {
      long id = Long.parseLong(call.group(1));
      Optional<ConsoleCall> found = console.history().call(id);
      if (found.isEmpty()) {
        return error(404, "This call is no longer one of the last.");
      }
      return post ? repeat(found.get()) : details(id);
    }
    return switch (request.path()) {
      case "/api/calls" -> send(request);
      case "/api/state" -> json(200, console.state());
      case "/api/function" ->
          console
              .function()
              .map(function -> json(200, ConsoleJson.function(function)))
              .orElseGet(() -> error(404, "The function has not started."));
      default ->
          PageFiles.of(request.path()).orElseGet(() -> error(404, "There is no such resource."));
    };
  }

  private HttpResponse send(HttpRequest request) {
    try {
      Optional<SentEvent> edited =
          Optional.of(request.query())
              .filter(query -> query.matches("edited=\\d{1,18}"))
              .flatMap(query -> console.history().call(Long.parseLong(query.substring(7))))
              .flatMap(ConsoleCall::sent);
      return send(SentEvent.read(request.body(), edited));
    } catch (SentEvent.Invalid e) {
      return error(400, String.valueOf(e.getMessage()));
    }
  }

  private HttpResponse repeat(ConsoleCall call) {
    return call.sent()
        .map(this::send)
        .orElseGet(() -> error(409, "The request of this call is unknown."));
  }

  private HttpResponse send(SentEvent event) {
    return console
        .function()
        .map(function -> details(console.sender().send(event, function)))
        .orElseGet(() -> error(409, "The function has not started."));
  }

  private HttpResponse details(long id) {
    return console
        .history()
        .call(id)
        .map(call -> json(200, ConsoleJson.call(call, console.history().lines(call))))
        .orElseGet(() -> error(404, "This call is no longer one of the last."));
  }

  private static HttpResponse json(int status, Map<String, Object> value) {
    return HttpResponse.of(status, "application/json", ConsoleJson.bytes(value));
  }

  private static HttpResponse error(int status, String message) {
    return json(status, Map.of("error", message));
  }
}
