package io.kubeless.runtime.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server whose application returns the request that it received. */
final class EchoServer implements AutoCloseable {
  /** The header field of a response that contains the method of the request. */
  static final String SEEN = "Seen-Method";

  final AtomicInteger reached = new AtomicInteger();
  final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(EchoServer::daemon);

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "echo");
    thread.setDaemon(true);
    return thread;
  }

  EchoServer(Limits limits) throws IOException {
    server =
        HttpServer.start(
            "echo",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> {
              reached.incrementAndGet();
              reply.send(HttpResponse.text(200, line(request)).with(SEEN, request.method()));
            },
            limits,
            new MemoryBudget(64 << 20),
            threads);
  }

  static String line(HttpRequest request) {
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    String body = new String(request.body(), StandardCharsets.ISO_8859_1);
    return request.method() + " " + request.path() + query + " [" + body + "]";
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    threads.shutdownNow();
  }
}
