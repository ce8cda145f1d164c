package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The protocol of the Fetch standard, from the side of a server. */
class CorsTest {
  private static final Cors SHOP =
      new Cors(
          List.of("https://shop.acme.com", "http://localhost:3000"),
          List.of("GET", "PUT"),
          List.of("content-type", "x-trace"),
          List.of("x-total"),
          true,
          Duration.ofMinutes(10));
  private static final Cors ANY =
      new Cors(List.of("*"), List.of("*"), List.of(), List.of(), false, Duration.ZERO);

  private static HttpRequest request(String method, String... fields) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      headers.put(fields[i], List.of(fields[i + 1].split("\\|")));
    }
    return new HttpRequest(method, "/", "", headers, new byte[0]);
  }

  private static String text(HttpResponse response) {
    StringBuilder text = new StringBuilder(response.status() + "\n");
    response.headers().forEach(each -> text.append(each.name() + ": " + each.value() + "\n"));
    return text.toString();
  }

  @Test
  void aPreflightIsAnsweredWithEverythingThatIsAllowed() {
    Optional<HttpResponse> response =
        SHOP.preflight(
            request(
                "OPTIONS",
                "origin",
                "https://shop.acme.com",
                "access-control-request-method",
                "PUT",
                "access-control-request-headers",
                "x-trace"));
    assertThat(response.map(CorsTest::text))
        .contains(
            """
            204
            Access-Control-Allow-Origin: https://shop.acme.com
            Access-Control-Allow-Credentials: true
            Access-Control-Allow-Methods: GET, PUT
            Access-Control-Max-Age: 600
            Access-Control-Allow-Headers: content-type, x-trace
            Vary: Origin
            """);
  }

  @Test
  void thePreflightOfAnotherOriginIsRefused() {
    for (String origin :
        List.of(
            "https://evil.test",
            "null",
            "https://shop.acme.com.evil.test",
            "http://shop.acme.com",
            "https://shop.acme.com:444",
            "https://SHOP.acme.com",
            "https://shop.acme.com|https://shop.acme.com",
            "*")) {
      Optional<HttpResponse> response =
          SHOP.preflight(
              request("OPTIONS", "origin", origin, "access-control-request-method", "PUT"));
      assertThat(response.map(CorsTest::text))
          .contains("403\nContent-Type: application/problem+json\nVary: Origin\n");
    }
  }

  @Test
  void otherRequestsAreNoPreflights() {
    assertThat(SHOP.preflight(request("OPTIONS"))).isEmpty();
    assertThat(SHOP.preflight(request("OPTIONS", "origin", "https://shop.acme.com"))).isEmpty();
    assertThat(SHOP.preflight(request("OPTIONS", "access-control-request-method", "PUT")))
        .isEmpty();
    assertThat(
            SHOP.preflight(
                request(
                    "GET",
                    "origin",
                    "https://shop.acme.com",
                    "access-control-request-method",
                    "PUT")))
        .isEmpty();
  }

  @Test
  void aPreflightFromAnywhereDoesNotVary() {
    Optional<HttpResponse> response =
        ANY.preflight(
            request("OPTIONS", "origin", "null", "access-control-request-method", "DELETE"));
    assertThat(response.map(CorsTest::text))
        .contains(
            """
            204
            Access-Control-Allow-Origin: *
            Access-Control-Allow-Methods: *
            Access-Control-Max-Age: 0
            """);
  }

  @Test
  void aResponseNamesTheOriginAndReplacesTheFieldsOfTheFunction() {
    HttpResponse response =
        HttpResponse.of(200)
            .with("access-control-allow-origin", "*")
            .with("Access-Control-Expose-Headers", "x-secret")
            .with("Vary", "Accept");
    assertThat(
            text(
                SHOP.completed(
                    request("GET", "origin", "http://localhost:3000").headers(), response)))
        .isEqualTo(
            """
            200
            Vary: Accept
            Access-Control-Allow-Origin: http://localhost:3000
            Access-Control-Allow-Credentials: true
            Access-Control-Expose-Headers: x-total
            Vary: Origin
            """);
  }

  @Test
  void aResponseForAnotherOriginOrNoneVariesToo() {
    for (HttpRequest request :
        List.of(request("GET"), request("GET", "origin", "https://evil.test"))) {
      assertThat(text(SHOP.completed(request.headers(), HttpResponse.of(200))))
          .isEqualTo("200\nVary: Origin\n");
      assertThat(text(ANY.completed(request.headers(), HttpResponse.of(200))))
          .isEqualTo("200\nAccess-Control-Allow-Origin: *\n");
    }
  }
}
