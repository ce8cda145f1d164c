package io.kubeless.it;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A proxy in front of an API server that counts the writes of a deployment: neither dry runs, nor
 * reviews of permissions, nor renewals of a lock, whose number depends on the time.
 */
final class WriteProxy implements AutoCloseable {
  private final HttpServer server;
  private final String upstream;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private volatile Predicate<List<String>> moment = all -> false;
  private volatile Runnable action = () -> {};
  private volatile String path = "";
  private volatile UnaryOperator<String> change = UnaryOperator.identity();
  private volatile Callback review = () -> {};

  /** What a test does while a request waits. */
  interface Callback {
    void run() throws IOException;
  }

  private WriteProxy(HttpServer server, String upstream) {
    this.server = server;
    this.upstream = upstream;
  }

  /**
   * Starts a proxy.
   *
   * @param upstream address of the API server, which accepts requests without a login
   */
  static WriteProxy to(String upstream) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    WriteProxy proxy = new WriteProxy(http, upstream);
    http.setExecutor(proxy.threads);
    http.createContext("/", proxy::handle);
    http.start();
    return proxy;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Forgets all writes, and runs an action as soon as the writes that come from now on are as
   * expected: the API server has processed the last one, and its response is not returned.
   */
  void when(Predicate<List<String>> expected, Runnable then) {
    writes.clear();
    moment = expected;
    action = then;
  }

  /** Replaces a text in the responses to requests for a path. */
  void replace(String ofPath, String text, String with) {
    path = ofPath;
    change = body -> body.replace(text, with);
  }

  /** Runs an action before each review of permissions, with which a deployment begins. */
  void beforeReviews(Callback then) {
    review = then;
  }

  /** Returns method and path of each request since the last call. */
  List<String> newRequests() {
    List<String> all = List.copyOf(requests);
    requests.clear();
    return all;
  }

  /** Returns method and path of each write. */
  List<String> writes() {
    return List.copyOf(writes);
  }

  private static boolean isWrite(HttpExchange exchange) {
    String uri = exchange.getRequestURI().toString();
    boolean renewal = exchange.getRequestMethod().equals("PUT") && uri.contains("/leases/");
    return !exchange.getRequestMethod().equals("GET")
        && !uri.contains("dryRun=All")
        && !uri.startsWith("/apis/authorization.k8s.io/")
        && !renewal;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
      if (exchange.getRequestURI().getPath().endsWith("/selfsubjectrulesreviews")) {
        review.run();
      }
      HttpResponse<byte[]> answer = forward(exchange);
      if (isWrite(exchange)) {
        writes.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        if (moment.test(writes)) {
          moment = all -> false;
          action.run();
          return;
        }
      }
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      byte[] body = answer.body();
      if (exchange.getRequestURI().getPath().equals(path)) {
        String text = new String(body, StandardCharsets.UTF_8);
        body = change.apply(text).getBytes(StandardCharsets.UTF_8);
      }
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
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

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
