package io.kubeless.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A repository of a company, which requires a login to read and to write. */
final class MavenRepository implements AutoCloseable {
  static final String USER = "ci";
  static final String PASSWORD = "repository-password-9c1";

  private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
  private final HttpServer server;

  private MavenRepository(HttpServer server) {
    this.server = server;
  }

  static MavenRepository start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    MavenRepository repository = new MavenRepository(server);
    server.createContext("/", repository::serve);
    server.start();
    return repository;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Returns the paths of the stored files. */
  String names() {
    return String.join("\n", files.keySet());
  }

  private void serve(HttpExchange exchange) throws IOException {
    String login =
        Base64.getEncoder()
            .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    String path = exchange.getRequestURI().getPath();
    if (!("Basic " + login).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"repository\"");
      exchange.sendResponseHeaders(401, -1);
    } else if (exchange.getRequestMethod().equals("PUT")) {
      files.put(path, exchange.getRequestBody().readAllBytes());
      exchange.sendResponseHeaders(201, -1);
    } else if (files.containsKey(path)) {
      byte[] content = files.get(path);
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      if (exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseBody().write(content);
      }
    } else {
      exchange.sendResponseHeaders(404, -1);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
