package io.kubeless.packaging.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ForwardingTest {
  private final List<HttpRequest> received = new ArrayList<>();

  private HttpResponse forward(HttpRequest request, HttpResponse answer) throws IOException {
    ExecutorService threads = Executors.newCachedThreadPool();
    Application application =
        (each, reply) -> {
          received.add(each);
          reply.send(answer);
        };
    try (HttpServer server =
        HttpServer.start(
            "test",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            application,
            Limits.DEFAULT,
            new MemoryBudget(1 << 24),
            threads)) {
      try (Forwarding forwarding = Forwarding.to(server.port(), request)) {
        HttpResponse response = forwarding.response();
        byte[] body =
            response.stream().isPresent()
                ? response.stream().get().readAllBytes()
                : response.bytes();
        return new HttpResponse(
            response.status(), response.headers(), body, java.util.Optional.empty());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static HttpRequest request(String method, String body) {
    return new HttpRequest(
        method,
        "/a%20b",
        "x=1&y",
        new TreeMap<>(
            Map.of(
                "host", List.of("localhost:8080"),
                "x-id", List.of("7", "8"),
                "transfer-encoding", List.of("chunked"),
                "connection", List.of("keep-alive"))),
        body.getBytes());
  }

  private static String text(HttpResponse response) {
    StringBuilder text = new StringBuilder().append(response.status());
    response
        .headers()
        .forEach(each -> text.append(' ').append(each.name()).append('=').append(each.value()));
    return text.append(' ').append(new String(response.bytes())).toString();
  }

  @Test
  void aHeadHasTheLengthOfTheBodyThatAGetHas() throws IOException {
    HttpResponse head = forward(request("HEAD", ""), HttpResponse.text(200, "hello"));
    assertThat(head.bytes()).hasSize(5); // the server writes the length, and no body
    assertThat(text(forward(request("HEAD", ""), HttpResponse.of(204)))).isEqualTo("204 ");
    HttpResponse streamed =
        HttpResponse.of(200).withStream(new ByteArrayInputStream("hello".getBytes()));
    assertThat(text(forward(request("HEAD", ""), streamed))).isEqualTo("200 ");
  }

  @Test
  void requestAndResponseAreTheSameExceptForTheConnection() throws IOException {
    HttpResponse answer =
        HttpResponse.text(404, "no").with("Set-Cookie", "a").with("Set-Cookie", "b");
    assertThat(text(forward(request("PUT", "body"), answer)))
        .isEqualTo("404 Content-Type=text/plain; charset=utf-8 Set-Cookie=a Set-Cookie=b no");
    HttpRequest one = received.get(0);
    assertThat(one.method() + " " + one.path() + "?" + one.query() + " " + new String(one.body()))
        .isEqualTo("PUT /a%20b?x=1&y body");
    assertThat(one.headers().get("host")).containsExactly("localhost:8080");
    assertThat(one.headers().get("x-id")).containsExactly("7", "8");
    assertThat(one.headers()).doesNotContainKey("transfer-encoding");
  }

  @Test
  void responsesWithoutABodyAndStreamsEnd() throws IOException {
    assertThat(text(forward(request("GET", ""), HttpResponse.of(204)))).isEqualTo("204 ");
    byte[] large = new byte[300_000];
    HttpResponse stream = HttpResponse.of(200).withStream(new ByteArrayInputStream(large));
    assertThat(forward(request("GET", ""), stream).bytes()).isEqualTo(large);
  }

  @Test
  void aStreamThatFailsIsNotTakenAsComplete() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }
        };
    HttpResponse stream =
        HttpResponse.of(200)
            .withStream(
                new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), failing));
    assertThatThrownBy(() -> forward(request("GET", ""), stream)).isInstanceOf(IOException.class);
  }
}
