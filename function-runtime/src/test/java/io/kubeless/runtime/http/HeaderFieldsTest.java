package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The header fields that an application gets, also of requests that follow equal ones. */
@Timeout(60)
class HeaderFieldsTest {
  private static final int REQUESTS = 4; // the third finds its lines among those that are known

  private final BlockingQueue<HttpRequest> received = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            "fields",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> {
              received.add(request);
              reply.send(HttpResponse.of(204));
            },
            Limits.DEFAULT,
            new MemoryBudget(64 << 20),
            threads);
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdownNow();
  }

  private HttpRequest send(String fields) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String head = "GET /a HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      HttpRequest request = received.poll(30, TimeUnit.SECONDS);
      assertThat(request).isNotNull();
      return request;
    }
  }

  @Test
  void linesOfTheSameNameAreInTheirOrder() throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(send("Accept: a\r\nX-One: 1\r\naccept:b\r\nACCEPT: \t a \r\n").headers())
          .isEqualTo(
              Map.of(
                  "host", List.of("localhost"),
                  "accept", List.of("a", "b", "a"),
                  "x-one", List.of("1")))
          .hasToString("{host=[localhost], accept=[a, b, a], x-one=[1]}");
    }
  }

  @Test
  void linesThatDifferInOneByteAreNotConfused() throws Exception {
    for (int i = 0; i < 200; i++) {
      String value = "some rather long value of a header field " + i % 50;
      assertThat(send("X-Value: " + value + "\r\nAuthorization: " + i % 3 + "\r\n").headers())
          .containsEntry("x-value", List.of(value))
          .containsEntry("authorization", List.of("" + i % 3));
    }
  }

  @Test
  void theyCannotBeChanged() throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      Map<String, List<String>> headers = send("X-Two: 1\r\nX-Two: 2\r\n").headers();
      assertThatThrownBy(headers::clear).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> headers.get("host").add("a"))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> headers.get("x-two").set(0, "a"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}
