package io.kubeless.forwarder;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** A function of another runtime: a server that answers with statuses in turn. */
final class ReceivingFunction implements AutoCloseable {
  /** A request. */
  record Received(String line, Map<String, String> headers, String body) {}

  final List<Received> received = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private ReceivingFunction(Duration delay, Integer... statuses) throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
          exchange.getRequestHeaders().forEach((name, all) -> headers.put(name, all.get(0)));
          int index;
          synchronized (received) {
            index = received.size();
            received.add(
                new Received(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(), headers, body));
          }
          try {
            Thread.sleep(delay.toMillis());
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          int status = statuses[Math.min(index, statuses.length - 1)];
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=a");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  static ReceivingFunction answering(Integer... statuses) throws IOException {
    return new ReceivingFunction(Duration.ZERO, statuses);
  }

  static ReceivingFunction slow(Duration delay) throws IOException {
    return new ReceivingFunction(delay, 200);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(20);
    }
    if (!condition.getAsBoolean()) {
      throw new AssertionError("not in a minute: " + what);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
