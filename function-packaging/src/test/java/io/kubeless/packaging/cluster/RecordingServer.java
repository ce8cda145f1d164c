package io.kubeless.packaging.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A server on this machine that records the credentials of requests. */
final class RecordingServer implements AutoCloseable {
  static final Path CERTIFICATES = Path.of("src/test/resources/certificates").toAbsolutePath();

  /** A response. */
  record Answer(int status, String body, Map<String, String> headers) {
    Answer(int status, String body) {
      this(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final boolean tls;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Answer> answers = new ArrayList<>();

  private RecordingServer(HttpServer server, boolean tls) {
    this.server = server;
    this.tls = tls;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  static RecordingServer plain() throws IOException {
    return new RecordingServer(HttpServer.create(here(), 0), false);
  }

  /** Starts a server for 127.0.0.1 and api.test that requests a client certificate. */
  static RecordingServer tls() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(CERTIFICATES.resolve("server.p12"))) {
      store.load(in, "changeit".toCharArray());
    }
    KeyStore clients = KeyStore.getInstance("PKCS12");
    clients.load(null, null);
    clients.setCertificateEntry("ca", store.getCertificateChain("server")[1]);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, "changeit".toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(clients);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer server = HttpsServer.create(here(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    return new RecordingServer(server, true);
  }

  private static InetSocketAddress here() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String address() {
    return (tls ? "https" : "http") + "://127.0.0.1:" + port();
  }

  /**
   * Sets the next responses, and clears the recorded requests. The last response is repeated. A
   * status of 0 closes the connection.
   */
  synchronized void answer(Answer... next) {
    requests.clear();
    answers.clear();
    answers.addAll(List.of(next));
  }

  /** Returns the method, path, body and credentials of each request. */
  List<String> requests() {
    return requests;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    StringBuilder record =
        new StringBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    new TreeMap<>(exchange.getRequestHeaders())
        .forEach(
            (name, values) -> {
              if (name.startsWith("Impersonate-") || name.equals("Authorization")) {
                record.append(' ').append(name).append('=').append(String.join("|", values));
              }
            });
    String subject = subject(exchange);
    record.append(subject == null ? "" : " certificate=" + subject);
    record.append(body.length == 0 ? "" : " " + new String(body, StandardCharsets.UTF_8));
    Answer answer = next(record.toString());
    if (answer.status() == 0) {
      exchange.close();
      return;
    }
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Records a request, and returns its response. */
  private synchronized Answer next(String request) {
    requests.add(request);
    if (answers.isEmpty()) {
      return new Answer(200, "{}", Map.of());
    }
    return answers.size() == 1 ? answers.get(0) : answers.remove(0);
  }

  private static @Nullable String subject(HttpExchange exchange) {
    if (!(exchange instanceof HttpsExchange secure)) {
      return null;
    }
    try {
      return secure.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
