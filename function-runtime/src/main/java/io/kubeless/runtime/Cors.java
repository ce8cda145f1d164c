package io.kubeless.runtime;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which pages of other origins may call the function in a browser.
 *
 * @param origins such as {@code https://shop.acme.com}, or only an asterisk
 * @param methods allowed methods, or only an asterisk
 * @param headers allowed header fields of requests, or only an asterisk
 * @param exposed header fields of responses that pages may read, or only an asterisk
 * @param credentials whether browsers may send cookies and logins
 * @param maxAge how long browsers may keep the answer to a preflight
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS protocol</a>
 */
record Cors(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposed,
    boolean credentials,
    Duration maxAge) {
  static final String ANY = "*";

  private static final String PREFIX = "access-control-";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

  /** Answers a preflight; empty for other requests. */
  Optional<HttpResponse> preflight(HttpRequest request) {
    boolean preflight =
        request.method().equals("OPTIONS")
            && request.headers().containsKey("origin")
            && request.headers().containsKey("access-control-request-method");
    if (!preflight) {
      return Optional.empty();
    }
    Optional<String> origin = allowed(request.headers());
    if (origin.isEmpty()) {
      byte[] body = ProblemDetails.body(403, "Forbidden", "pages of this origin are not allowed");
      return Optional.of(HttpResponse.of(403, ProblemDetails.TYPE, body).with("Vary", "Origin"));
    }
    HttpResponse response =
        common(HttpResponse.of(204), origin.get())
            .with("Access-Control-Allow-Methods", String.join(", ", methods))
            .with("Access-Control-Max-Age", Long.toString(maxAge.toSeconds()));
    if (!headers.isEmpty()) {
      response = response.with("Access-Control-Allow-Headers", String.join(", ", headers));
    }
    return Optional.of(varied(response));
  }

  /**
   * Returns a response with the header fields for the origin of its request, in place of those of
   * the function, because browsers refuse a field that occurs twice.
   *
   * @param request header fields of the request, by name in lower case
   */
  HttpResponse completed(Map<String, List<String>> request, HttpResponse response) {
    HttpResponse without = without(response);
    Optional<String> origin = allowed(request);
    if (origin.isPresent()) {
      without = common(without, origin.get());
      if (!exposed.isEmpty()) {
        without = without.with("Access-Control-Expose-Headers", String.join(", ", exposed));
      }
    }
    return varied(without);
  }

  private HttpResponse common(HttpResponse response, String origin) {
    HttpResponse with = response.with(ALLOW_ORIGIN, origin);
    return credentials ? with.with("Access-Control-Allow-Credentials", "true") : with;
  }

  /** Adds that the response depends on the origin, for caches. */
  private HttpResponse varied(HttpResponse response) {
    return isAny() ? response : response.with("Vary", "Origin");
  }

  /** Returns the value that allows the origin of a request; empty if it is not allowed. */
  private Optional<String> allowed(Map<String, List<String>> request) {
    if (isAny()) {
      return Optional.of(ANY);
    }
    List<String> sent = request.getOrDefault("origin", List.of());
    return sent.size() == 1 && origins.contains(sent.get(0))
        ? Optional.of(sent.get(0))
        : Optional.empty();
  }

  private boolean isAny() {
    return origins.contains(ANY);
  }

  private static HttpResponse without(HttpResponse response) {
    List<HttpResponse.Header> others = new ArrayList<>();
    for (HttpResponse.Header header : response.headers()) {
      if (!header.name().toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
        others.add(header);
      }
    }
    return new HttpResponse(response.status(), others, response.bytes(), response.stream());
  }
}
