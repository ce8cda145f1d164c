package io.kubeless.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** A proxy in front of a registry that records all requests, and counts the bytes of blobs. */
final class CountingProxy implements AutoCloseable {
  private static final int TLS_HANDSHAKE = 22; // RFC 8446, 5.1
  private static final Set<String> OF_CONNECTION =
      Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

  private final ServerSocket front;
  private final HttpServer server;
  private final String upstream;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();

  private CountingProxy(ServerSocket front, HttpServer server, String upstream) {
    this.front = front;
    this.server = server;
    this.upstream = upstream;
  }

  /**
   * Starts a proxy.
   *
   * @param upstream address of a registry whose locations are relative
   */
  static CountingProxy start(int port, String upstream) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    CountingProxy proxy =
        new CountingProxy(
            new ServerSocket(port, 50, loopback),
            HttpServer.create(new InetSocketAddress(loopback, 0), 0),
            upstream);
    proxy.server.setExecutor(proxy.threads);
    proxy.server.createContext("/", proxy::forward);
    proxy.server.start();
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** Returns method and path of each request since the last call. */
  List<String> newRequests() {
    List<String> all = List.copyOf(requests);
    requests.clear();
    return all;
  }

  /** Returns the number of bytes in uploads of blobs since the last call. */
  long newBytes() {
    return bytes.getAndSet(0);
  }

  private void accept() {
    while (!front.isClosed()) {
      try {
        Socket socket = front.accept();
        threads.execute(() -> relay(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** Responds to a TLS handshake as registries do; the JDK's server would wait forever. */
  private void relay(Socket socket) {
    try (socket;
        Socket there =
            new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
      int first = in.read();
      if (first == TLS_HANDSHAKE) {
        socket
            .getOutputStream()
            .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream());
      } else if (first >= 0) {
        in.unread(first);
        Future<?> answers =
            threads.submit(
                () -> {
                  there.getInputStream().transferTo(socket.getOutputStream());
                  socket.shutdownOutput();
                  return null;
                });
        in.transferTo(there.getOutputStream());
        there.shutdownOutput();
        answers.get();
      }
    } catch (Exception e) {
      // One side has disconnected.
    }
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      URI uri = exchange.getRequestURI();
      byte[] body = exchange.getRequestBody().readAllBytes();
      requests.add(method + " " + uri.getPath());
      if (uri.getPath().contains("/blobs/uploads/")) {
        bytes.addAndGet(body.length);
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(upstream + uri))
              .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (!OF_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OF_CONNECTION.contains(name) || method.equals("HEAD")) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      boolean empty = method.equals("HEAD") || answer.body().length == 0;
      exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : answer.body().length);
      if (!empty) {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
