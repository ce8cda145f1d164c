package io.kubeless.packaging.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * A registry in this process that stores all content in memory, and records all requests.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints">
 *     Endpoints</a>
 */
final class FakeRegistry implements AutoCloseable {
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";

  private record Stored(String type, byte[] bytes) {}

  private static final int TLS_HANDSHAKE = 22;

  private final HttpServer server;
  private final ServerSocket front;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
  private final Map<String, Stored> manifests = new ConcurrentHashMap<>();
  private final AtomicInteger nextUpload = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Optional<Login> login;

  private FakeRegistry(HttpServer server, Optional<Login> login) throws IOException {
    this.server = server;
    this.login = login;
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
    this.front = new ServerSocket(0);
    threads.execute(this::accept);
  }

  private void accept() {
    while (!front.isClosed()) {
      try {
        Socket client = front.accept();
        threads.execute(() -> relay(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /**
   * Responds to a TLS handshake in plain text, as registries do; the JDK's server would wait
   * forever.
   */
  private void relay(Socket client) {
    connections.incrementAndGet();
    try (client;
        Socket server =
            new Socket(InetAddress.getLoopbackAddress(), this.server.getAddress().getPort())) {
      PushbackInputStream in = new PushbackInputStream(client.getInputStream());
      int first = in.read();
      if (first == TLS_HANDSHAKE) {
        client.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
        client.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream());
      } else if (first >= 0) {
        in.unread(first);
        Future<?> answers =
            threads.submit(
                () -> {
                  server.getInputStream().transferTo(client.getOutputStream());
                  client.shutdownOutput();
                  return null;
                });
        in.transferTo(server.getOutputStream());
        server.shutdownOutput();
        answers.get();
      }
    } catch (IOException | InterruptedException | ExecutionException e) {
      // One side has disconnected.
    } finally {
      connections.decrementAndGet();
    }
  }

  /** Starts a registry without TLS. */
  static FakeRegistry plain(Optional<Login> login) throws IOException {
    return new FakeRegistry(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), login);
  }

  String host(String name) {
    return name + ":" + front.getLocalPort();
  }

  /** Returns the method, path and credentials of the requests, in the order of arrival. */
  List<String> requests() {
    return requests;
  }

  /** Returns the number of connections that are open. */
  int connections() {
    return connections.get();
  }

  void forget() {
    requests.clear();
  }

  /** Removes all content, as a registry does that is set up again. */
  void removeAll() {
    blobs.clear();
    manifests.clear();
  }

  /** Returns the number of uploaded bytes that were accepted so far. */
  long bytesOfBlobs() {
    return blobs.values().stream().mapToLong(blob -> blob.length).sum();
  }

  byte[] manifest(String repository, String tagOrDigest) {
    Stored stored = manifests.get(repository + " " + tagOrDigest);
    if (stored == null) {
      throw new AssertionError(tagOrDigest + " is not among " + manifests.keySet());
    }
    return stored.bytes();
  }

  byte[] blob(String digest) {
    byte[] blob = blobs.get(digest);
    if (blob == null) {
      throw new AssertionError(digest + " is not among " + blobs.keySet());
    }
    return blob;
  }

  /** Stores a blob and returns its digest. */
  String put(byte[] blob) {
    blobs.put(digest(blob), blob);
    return digest(blob);
  }

  /** Stores a manifest by its digest and a tag, and returns its digest. */
  String put(String repository, String tag, String type, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    manifests.put(repository + " " + tag, new Stored(type, bytes));
    manifests.put(repository + " " + digest(bytes), new Stored(type, bytes));
    return digest(bytes);
  }

  /**
   * Stores an image with its own layer for each architecture, and an index if there are several.
   */
  void putImage(String repository, String tag, String... architectures) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String architecture : architectures) {
      byte[] tar = tar("etc/" + architecture);
      byte[] layer = gzip(tar);
      byte[] config =
          """
          {"architecture":"%s","os":"linux","config":{},
           "rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created_by":"test"}]}"""
              .formatted(architecture, digest(tar))
              .getBytes(StandardCharsets.UTF_8);
      String json =
          """
          {"schemaVersion":2,"mediaType":"%s",
           "config":{"mediaType":"application/vnd.docker.container.image.v1+json",
                     "size":%d,"digest":"%s"},
           "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip",
                      "size":%d,"digest":"%s"}]}"""
              .formatted(MANIFEST, config.length, put(config), layer.length, put(layer));
      entries.add(
          """
          {"mediaType":"%s","size":%d,"digest":"%s",
           "platform":{"architecture":"%s","os":"linux"}}"""
              .formatted(
                  MANIFEST, json.length(), put(repository, tag, MANIFEST, json), architecture));
    }
    if (entries.size() > 1) {
      put(
          repository,
          tag,
          INDEX,
          """
          {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}"""
              .formatted(INDEX, String.join(",", entries)));
    }
  }

  /** Returns a tar with one empty file. */
  private static byte[] tar(String name) {
    byte[] tar = new byte[3 * 512];
    write(tar, 0, name);
    write(tar, 100, "0000644\0" + "0000000\0" + "0000000\0" + "00000000000\0" + "00000000000\0");
    write(tar, 148, "        0");
    write(tar, 257, "ustar\00000");
    int sum = 0;
    for (byte each : tar) {
      sum += each;
    }
    write(tar, 148, "%06o\0 ".formatted(sum));
    return tar;
  }

  private static void write(byte[] into, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, offset, bytes.length);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(method + " " + path + (authorization == null ? "" : " as somebody"));
    if (!known(authorization)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
      send(exchange, 401, new byte[0]);
      return;
    }
    String[] parts = path.split("/(?=(?:blobs|manifests)/)", 2);
    String repository = parts[0].replaceFirst("^/v2/", "");
    String rest = parts.length < 2 ? "" : parts[1];
    if (rest.startsWith("manifests/")) {
      manifest(exchange, method, repository, rest.substring(10), body);
    } else if (rest.startsWith("blobs/uploads/")) {
      upload(exchange, method, rest, body);
    } else if (rest.startsWith("blobs/")) {
      byte[] blob = blobs.get(rest.substring(6));
      send(exchange, blob == null ? 404 : 200, blob == null ? new byte[0] : blob);
    } else {
      send(exchange, path.equals("/v2/") ? 200 : 404, new byte[0]);
    }
  }

  private boolean known(String authorization) {
    return login
        .map(l -> l.username() + ":" + l.password())
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes))
        .map(expected -> expected.equals(authorization))
        .orElse(true);
  }

  private void manifest(
      HttpExchange exchange, String method, String repository, String name, byte[] body)
      throws IOException {
    if (method.equals("PUT")) {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      Stored stored = new Stored(type, body);
      manifests.put(repository + " " + name, stored);
      manifests.put(repository + " " + digest(body), stored);
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest(body));
      send(exchange, 201, new byte[0]);
      return;
    }
    Stored stored = manifests.get(repository + " " + name);
    if (stored == null) {
      String json = "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"unknown\"}]}";
      send(exchange, 404, json.getBytes(StandardCharsets.UTF_8));
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", stored.type());
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest(stored.bytes()));
    send(exchange, 200, stored.bytes());
  }

  private void upload(HttpExchange exchange, String method, String rest, byte[] body)
      throws IOException {
    String id = rest.substring("blobs/uploads/".length());
    String location = exchange.getRequestURI().getPath();
    switch (method) {
      case "POST" -> {
        String opened = String.valueOf(nextUpload.getAndIncrement());
        location += opened;
        uploads.put(opened, new byte[0]);
        exchange.getResponseHeaders().set("Location", location);
        send(exchange, 202, new byte[0]);
      }
      case "PATCH" -> {
        uploads.put(id, body);
        exchange.getResponseHeaders().set("Location", location);
        send(exchange, 202, new byte[0]);
      }
      default -> {
        byte[] blob = uploads.getOrDefault(id, body);
        boolean whole = ("digest=" + digest(blob)).equals(exchange.getRequestURI().getQuery());
        if (whole) {
          put(blob);
        }
        send(exchange, whole ? 201 : 400, new byte[0]);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head && body.length > 0) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
    }
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    try {
      front.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
