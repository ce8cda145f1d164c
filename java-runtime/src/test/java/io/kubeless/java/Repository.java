package io.kubeless.java;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A Maven repository over HTTP that requires a login, with artifacts of these tests. */
final class Repository implements AutoCloseable {
  private static final String LOGIN =
      "Basic " + Base64.getEncoder().encodeToString("duke:secret".getBytes(StandardCharsets.UTF_8));
  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  Repository() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/maven";
  }

  /** Adds a jar with one class, and its POM with further elements. */
  Repository with(String artifact, String version, String elements, Map<String, byte[]> classes)
      throws IOException {
    pom(artifact, version, "jar", elements);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : classes.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
      }
    }
    files.put(path(artifact, version, "jar"), bytes.toByteArray());
    return this;
  }

  Repository pom(String artifact, String version, String packaging, String elements) {
    String pom =
        "<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId><artifactId>"
            + artifact
            + "</artifactId><version>"
            + version
            + "</version><packaging>"
            + packaging
            + "</packaging>"
            + elements
            + "</project>";
    files.put(path(artifact, version, "pom"), pom.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private static String path(String artifact, String version, String extension) {
    return "/maven/com/acme/%1$s/%2$s/%1$s-%2$s.%3$s".formatted(artifact, version, extension);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] file = files.get(exchange.getRequestURI().getPath());
    boolean allowed = LOGIN.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!allowed) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"maven\"");
    }
    if (allowed && file != null) {
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file);
    } else {
      exchange.sendResponseHeaders(allowed ? 404 : 401, -1);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
