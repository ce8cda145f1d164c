package io.kubeless.controller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of an API server, also for watches. It answers some requests with a fault, ends
 * watches, or does something after a number of writes. Leases are neither counted nor changed.
 */
final class FaultProxy implements AutoCloseable {
  private static final int STALL_MILLIS = 12_000; // the client waits for 10 s

  final AtomicInteger faults = new AtomicInteger();
  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger(); // also of watches
  private final HttpServer server;
  private final URI upstream;
  private final HttpClient client;
  private final Random random = new Random(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<InputStream> watches = ConcurrentHashMap.newKeySet();
  private volatile int percent;
  private volatile int lastWrite = Integer.MAX_VALUE;
  private volatile boolean expired;
  private volatile Runnable afterLastWrite = () -> {};

  private FaultProxy(HttpServer server, URI upstream, HttpClient client) {
    this.server = server;
    this.upstream = upstream;
    this.client = client;
  }

  static FaultProxy start(Config config) throws Exception {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FaultProxy proxy =
        new FaultProxy(
            http,
            URI.create(config.getMasterUrl()),
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(SSLUtils.sslContext(config))
                .build());
    http.setExecutor(proxy.threads);
    http.createContext("/", proxy::handle);
    http.start();
    return proxy;
  }

  /** Returns a kubeconfig with the address of this proxy. */
  Path kubeconfig() throws IOException {
    Path file = Files.createTempFile("proxy", ".yaml");
    file.toFile().deleteOnExit();
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: proxy, cluster: {server: "http://127.0.0.1:%s"}}]
        contexts: [{name: proxy, context: {cluster: proxy, user: nobody}}]
        users: [{name: nobody, user: {}}]
        current-context: proxy
        """
            .formatted(server.getAddress().getPort()));
  }

  /** Sets the share of requests that are answered with a fault. */
  void faults(int percentage) {
    percent = percentage;
  }

  /** Does something instead of the answer to a write, and loses all later requests. */
  void after(int number, Runnable effect) {
    writes.set(0);
    afterLastWrite = effect;
    lastWrite = number;
  }

  /** Loses all watches. New ones are refused as too old until {@link #permitWatches}. */
  void expireWatches() throws IOException {
    expired = true;
    for (InputStream each : watches) {
      each.close();
    }
  }

  void permitWatches() {
    expired = false;
  }

  private synchronized int roll(boolean lease) {
    return !lease && random.nextInt(100) < percent ? random.nextInt(5) : -1;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String uri = exchange.getRequestURI().toString();
    boolean watch = uri.contains("watch=true");
    boolean lease = uri.contains("/leases");
    boolean write = !lease && !exchange.getRequestMethod().equals("GET");
    if (!lease) {
      requests.incrementAndGet();
    }
    int fault = roll(lease);
    if (fault >= 0) {
      faults.incrementAndGet();
    }
    try (exchange) {
      if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
        exchange.sendResponseHeaders(200, -1); // the client repeats it without a WebSocket
      } else if (watch && expired) {
        answer(exchange, 410, "Expired");
      } else if (write && writes.get() >= lastWrite) {
        return;
      } else if (fault >= 0 && fault < 3) {
        answer(exchange, Set.of(429, 500, 503).stream().sorted().toList().get(fault), "Fault");
      } else if (fault == 4) {
        Thread.sleep(STALL_MILLIS);
      } else {
        HttpResponse<InputStream> answer = send(exchange, body);
        if (write && writes.incrementAndGet() >= lastWrite) {
          answer.body().readAllBytes();
          afterLastWrite.run();
        } else if (fault < 0) {
          forward(exchange, answer, watch);
        }
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private HttpResponse<InputStream> send(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(upstream.resolve(exchange.getRequestURI().toString()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name : Set.of("Content-Type", "Accept", "User-Agent")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private void forward(HttpExchange exchange, HttpResponse<InputStream> answer, boolean watch)
      throws IOException {
    try (InputStream in = answer.body()) {
      if (watch) {
        watches.add(in);
      }
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      OutputStream out = exchange.getResponseBody();
      byte[] buffer = new byte[16 * 1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        out.flush();
      }
    } finally {
      watches.remove(answer.body());
    }
  }

  private static void answer(HttpExchange exchange, int code, String reason) throws IOException {
    byte[] status =
        """
        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","message":"%s","code":%s}\
        """
            .formatted(reason, reason, code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, status.length);
    exchange.getResponseBody().write(status);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
