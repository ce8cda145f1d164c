package io.kubeless.controller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;

/** Answers the probes of the kubelet at /livez and /readyz, and exposes the metrics at /metrics. */
final class ManagementServer {
  /** How long watches may be interrupted, for example while an API server is replaced. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpServer server;
  private final FunctionController controller;
  private Instant healthy = Instant.now();

  private ManagementServer(HttpServer server, FunctionController controller) {
    this.server = server;
    this.controller = controller;
  }

  /**
   * Starts the server.
   *
   * @param port 0 for any free one
   * @throws IOException if the port is in use
   */
  static ManagementServer start(int port, FunctionController controller) throws IOException {
    HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
    ManagementServer server = new ManagementServer(http, controller);
    http.setExecutor(
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "probes");
              thread.setDaemon(true);
              return thread;
            }));
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/livez" -> answer(exchange, isAlive(Instant.now()), "a watch has ended");
        case "/readyz" -> answer(exchange, controller.isReady(), "the Lease has not been read");
        case "/metrics" -> {
          exchange
              .getResponseHeaders()
              .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
          write(exchange, 200, controller.metrics().exposition());
        }
        default -> write(exchange, 404, "not found\n");
      }
    }
  }

  private static void answer(HttpExchange exchange, boolean good, String failure)
      throws IOException {
    write(exchange, good ? 200 : 503, good ? "OK\n" : failure + "\n");
  }

  /** Returns whether all watches work, or did within the last minute. */
  boolean isAlive(Instant now) {
    if (controller.isHealthy()) {
      healthy = now;
    }
    return healthy.plus(PATIENCE).isAfter(now);
  }

  private static void write(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
