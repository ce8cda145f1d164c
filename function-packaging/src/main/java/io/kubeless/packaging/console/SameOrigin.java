package io.kubeless.packaging.console;

import io.kubeless.runtime.http.HttpRequest;
import java.util.List;
import java.util.Optional;

/**
 * Accepts only requests of the page itself. Any web site can make a browser on this machine send
 * requests to its loopback interface, and with DNS rebinding even under a host name of the site.
 *
 * @param port the port of the page
 * @see <a href="https://fetch.spec.whatwg.org/#origin-header">Fetch, Origin</a>
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
 */
record SameOrigin(int port) {
  private static final List<String> OWN = List.of("same-origin", "none");

  /** Returns why a request is refused; empty if it is accepted. */
  Optional<String> refusal(HttpRequest request) {
    String host = only(request, "host");
    if (!host.equals("127.0.0.1:" + port) && !host.equals("localhost:" + port)) {
      return Optional.of("The host of the request is not this page.");
    }
    if (request.headers().containsKey("origin")
        && !only(request, "origin").equals("http://" + host)) {
      return Optional.of("The request was sent by another page.");
    }
    if (request.headers().containsKey("sec-fetch-site")
        && !OWN.contains(only(request, "sec-fetch-site"))) {
      return Optional.of("The request was sent by another site.");
    }
    if (!request.method().equals("GET") && !isJson(only(request, "content-type"))) {
      return Optional.of("The request has another content type than application/json.");
    }
    return Optional.empty();
  }

  /** Returns the value of a field; empty if it is missing or occurs several times. */
  private static String only(HttpRequest request, String name) {
    List<String> values = request.headers().getOrDefault(name, List.of());
    return values.size() == 1 ? values.get(0) : "";
  }

  /** Forms of other sites cannot have this type, and scripts need a permission for it. */
  private static boolean isJson(String contentType) {
    return contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }
}
