package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kubeless.packaging.cluster.FunctionCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LocalCallTest {

  @Test
  void aCallWithABodyIsAnEventOnThisMachineToo() throws Exception {
    AtomicReference<Map<String, String>> seen = new AtomicReference<>(Map.of());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
          exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
          seen.set(headers);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      FunctionCall.Answer answer =
          LocalCall.send(
              "" + server.getAddress().getPort(),
              "/",
              new CallBody("[1]".getBytes(StandardCharsets.UTF_8)));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(seen.get())
          .containsEntry("event-namespace", "cli.kubeless.io")
          .containsEntry("event-type", "application/json")
          .containsKeys("event-id", "event-time");
    } finally {
      server.stop(0);
    }
  }
}
