package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The requirements of RFC 9112 and RFC 9110, section by section. */
class ConformanceTest {
  static final Limits LIMITS = small();
  private static EchoServer server;

  private static Limits small() {
    Limits all = Limits.DEFAULT.withBodyBytes(2000);
    return new Limits(
        2000,
        4096,
        all.headerCount(),
        all.bodyBytes(),
        all.connections(),
        all.busy(),
        all.headDeadline(),
        all.bodyDeadline(),
        all.idle(),
        all.writeDeadline());
  }

  @BeforeAll
  static void start() throws IOException {
    server = new EchoServer(LIMITS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<Requests.Case> requests() {
    return Requests.all();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyRequestIsAnsweredAsItsSectionRequires(Requests.Case each) throws IOException {
    List<RawClient.Answer> answers =
        RawClient.exchange(server.port(), each.request() + Requests.NEXT);

    assertThat(Requests.text(answers).replace("100, ", "")).isEqualTo(each.expected());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyRequestIsReadEquallyIfItArrivesByteByByte(Requests.Case each) throws Exception {
    String request = each.request() + Requests.NEXT;
    int pieces = Math.min(request.length(), 400);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
      try {
        for (int i = 0; i < pieces; i++) {
          socket.getOutputStream().write(bytes, i, 1);
        }
        socket.getOutputStream().write(bytes, pieces, bytes.length - pieces);
        socket.shutdownOutput();
      } catch (IOException refusedAndClosed) {
        // The response was sent before the end of the request.
      }
      String answers = Requests.text(RawClient.parse(read(socket), request));

      assertThat(answers.replace("100, ", "")).isEqualTo(each.expected());
    }
  }

  private static byte[] read(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      return in.readAllBytes();
    }
  }

  @Test
  void headIsAnsweredWithTheHeadOfGet() throws IOException {
    List<RawClient.Answer> answers =
        RawClient.exchange(
            server.port(), "HEAD /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).head().replaceAll("Date: [^\r]+", "Date: …"))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nDate: …\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Seen-Method: HEAD\r\n"
                + "Content-Length: 10\r\nConnection: close");
  }

  @Test
  void aClientThatExpectsContinueReceivesItOnceBeforeTheResponse() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      send(
          socket,
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
              + "Connection: close\r\n\r\n");
      byte[] expected = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      assertThat(socket.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
      send(socket, "ok");
      List<RawClient.Answer> answers = RawClient.parse(socket.getInputStream().readAllBytes(), "");
      assertThat(answers).hasSize(1);
      assertThat(answers.get(0).body()).isEqualTo("POST / [ok]");
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aTruncatedRequestDoesNotReachTheHandler() throws IOException {
    int before = server.reached.get();
    for (String request :
        List.of(
            "GET",
            "GET / HTTP/1.1\r\nHost: a\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")) {
      assertThat(RawClient.raw(server.port(), request.getBytes(StandardCharsets.US_ASCII)))
          .isEmpty();
    }
    assertThat(server.reached.get()).isEqualTo(before);
  }

  @Test
  void aRefusalContainsNothingOfTheRequest() throws IOException {
    RawClient.Answer answer =
        RawClient.exchange(server.port(), "GET /<script> HTTP/1.1\r\nHost: a\r\n\r\n").get(0);

    assertThat(answer.body())
        .isEqualTo("the target contains a character that must be percent-encoded\n");
    assertThat(answer.header("Connection")).isEqualTo("close");
  }
}
