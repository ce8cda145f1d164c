package io.kubeless.packaging.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of an API server that answers some requests with a fault, or is cut off after a
 * number of writes, as a process that is killed sees it.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int STALL_MILLIS = 300;

  private final HttpServer server;
  private final String upstream;
  private final Random random;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();
  private volatile int percent;
  private volatile int lastWrite = Integer.MAX_VALUE;

  private FaultProxy(HttpServer server, String upstream, long seed) {
    this.server = server;
    this.upstream = upstream;
    this.random = new Random(seed);
  }

  public static FaultProxy start(String upstream, long seed) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FaultProxy proxy = new FaultProxy(http, upstream, seed);
    http.setExecutor(proxy.threads);
    http.createContext("/", proxy::handle);
    http.start();
    return proxy;
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Sets the share of requests that are answered with a fault. */
  public void faults(int percentage) {
    percent = percentage;
  }

  /** Forwards a number of further writes, and then resets every connection. */
  public void cutAfter(int number) {
    writes.set(0);
    lastWrite = number;
  }

  /** Returns the number of writes since {@link #cutAfter}. */
  public int writes() {
    return writes.get();
  }

  /** Returns the number of faults so far. */
  public int faults() {
    return faults.get();
  }

  private synchronized int roll() {
    return random.nextInt(100) < percent ? random.nextInt(5) : -1;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    boolean write = !exchange.getRequestMethod().equals("GET") && !query.contains("dryRun");
    if (writes.get() >= lastWrite) {
      exchange.close();
      return;
    }
    int fault = roll();
    if (fault >= 0) {
      faults.incrementAndGet();
    }
    switch (fault) {
      case 0 -> answer(exchange, 429, "too many requests");
      case 1 -> answer(exchange, 500, "etcd has no leader");
      case 2 -> answer(exchange, 503, "shutting down");
      case 3 -> {
        forward(exchange, body);
        exchange.close();
      }
      case 4 -> {
        pause();
        exchange.close();
      }
      default -> {
        HttpResponse<byte[]> answer = forward(exchange, body);
        if (write && writes.incrementAndGet() >= lastWrite) {
          exchange.close();
        } else {
          answer(exchange, answer.statusCode(), answer.body());
        }
      }
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(upstream + exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String message) throws IOException {
    answer(
        exchange,
        status,
        ObjectStore.status(status, message).toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(STALL_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
