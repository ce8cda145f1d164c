package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.kubeconfig.Login;
import io.kubeless.packaging.kubeconfig.ServerTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * An API server in this process, for tests with faults. It stores, dry-runs, applies, merges and
 * deletes objects like a real API server, and fails for chosen requests. Features that it only
 * approximates (defaults, validation, garbage collection) are tested with a real API server.
 */
public final class FakeApiServer implements AutoCloseable {

  private static final String REVIEWS = "/apis/authorization.k8s.io/";

  /** An action before, or instead of, the usual response to one request. */
  public interface Fault {
    /** Returns whether the fault has answered the request. */
    boolean happen(Request request) throws IOException;
  }

  /** One request, which faults match and tests compare afterwards. */
  public record Request(HttpExchange exchange, String line, JsonNode body) {
    public void answer(int status, JsonNode answer) throws IOException {
      answer(status, answer.toString());
    }

    public void answer(int status, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }
  }

  private record Planned(Pattern line, Fault fault) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ObjectStore store = new ObjectStore();
  private final List<Planned> faults = new ArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private final Set<String> denied = new ConcurrentSkipListSet<>();

  private FakeApiServer(HttpServer server) {
    this.server = server;
  }

  static {
    // otherwise each response is delayed by 40 ms
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  public static FakeApiServer start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeApiServer fake = new FakeApiServer(http);
    http.setExecutor(fake.threads);
    http.createContext("/", fake::handle);
    http.start();
    return fake;
  }

  /** Returns the objects. */
  public ObjectStore store() {
    return store;
  }

  /** Returns a connection in the namespace {@code team}. */
  public ClusterConnection connection(Timing timing) {
    return connection(address(), timing);
  }

  /** Returns a connection to such a server, which may run in any process. */
  public static ClusterConnection connection(String address, Timing timing) {
    return new ClusterConnection(
        new ClusterAccess(
            "test",
            URI.create(address),
            "team",
            "bob",
            Optional.empty(),
            new ServerTrust(List.of(), Optional.empty(), false),
            () -> Login.NOBODY,
            List.of()),
        timing);
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Adds a fault for the next request whose method, path and query match. */
  public void next(String line, Fault fault) {
    synchronized (faults) {
      faults.add(new Planned(Pattern.compile(line), fault));
    }
  }

  /** Adds a fault for every request that matches. */
  public void always(String line, Fault fault) {
    next(
        line,
        request -> {
          always(line, fault);
          return fault.happen(request);
        });
  }

  /** Responds with a status and a message, in the form of an API server. */
  public static Fault answer(int status, String message) {
    return request -> {
      request.answer(status, ObjectStore.status(status, message));
      return true;
    };
  }

  /** Closes the connection without a response. */
  public static Fault reset() {
    return request -> {
      request.exchange().close();
      return true;
    };
  }

  /** Runs an action before the usual response, such as a write by another client. */
  public static Fault first(Runnable action) {
    return request -> {
      action.run();
      return false;
    };
  }

  /** Denies a permission from now on, as reviews report it: {@code apps/deployments patch}. */
  public void deny(String permission) {
    denied.add(permission);
  }

  /** Grants all permissions that were denied. */
  public void grantAll() {
    denied.clear();
  }

  /** Returns the status of a review of permissions, which the server does not store. */
  private ObjectNode review(String path, JsonNode spec) {
    ObjectNode review = ApiJson.MAPPER.createObjectNode();
    ObjectNode status = review.putObject("status");
    if (path.endsWith("selfsubjectrulesreviews")) {
      ArrayNode rules = status.putArray("resourceRules");
      if (denied.isEmpty()) {
        rules.add(
            ApiJson.read("{\"verbs\": [\"*\"], \"apiGroups\": [\"*\"], \"resources\": [\"*\"]}"));
      }
      return review;
    }
    JsonNode wanted = spec.path("resourceAttributes");
    String part = wanted.path("subresource").asText("");
    status.put(
        "allowed",
        !denied.contains(
            wanted.path("group").asText()
                + "/"
                + wanted.path("resource").asText()
                + (part.isEmpty() ? "" : "/" + part)
                + " "
                + wanted.path("verb").asText()));
    return review;
  }

  /** Returns the method, path and query of all requests so far, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Returns the requests that write. */
  public List<String> writes() {
    return requests.stream()
        .filter(line -> !line.startsWith("GET ") && !line.contains("dryRun=All"))
        .filter(line -> !line.contains(REVIEWS))
        .map(line -> line.replaceFirst("\\?.*", "").replaceFirst("/apis?/.*/namespaces/team/", ""))
        .toList();
  }

  /**
   * Returns the requests that write something other than a lock, which is renewed in the
   * background.
   */
  public List<String> writesBesideLeases() {
    return writes().stream().filter(line -> !line.contains(" leases")).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String line = exchange.getRequestMethod() + " " + uri;
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    JsonNode body = ApiJson.read(new String(bytes, StandardCharsets.UTF_8));
    requests.add(line);
    Request request = new Request(exchange, line, body);
    try {
      Fault fault = fault(line);
      if (fault == null || !fault.happen(request)) {
        serve(request, uri);
      }
    } catch (RuntimeException e) {
      request.answer(500, ObjectStore.status(500, String.valueOf(e)));
      throw e;
    }
  }

  private Fault fault(String line) {
    synchronized (faults) {
      for (Planned planned : faults) {
        if (planned.line().matcher(line).find()) {
          faults.remove(planned);
          return planned.fault();
        }
      }
    }
    return null;
  }

  private void serve(Request request, URI uri) throws IOException {
    String method = request.exchange().getRequestMethod();
    String path = uri.getPath();
    if (path.startsWith(REVIEWS)) {
      request.answer(201, review(path, request.body().path("spec")));
      return;
    }
    boolean dryRun = query(uri, "dryRun").equals("All");
    String manager = query(uri, "fieldManager");
    ObjectNode body =
        request.body() instanceof ObjectNode object ? object : ApiJson.MAPPER.createObjectNode();
    String type = String.valueOf(request.exchange().getRequestHeaders().getFirst("Content-Type"));
    ObjectStore.Answer answer =
        switch (method) {
          case "GET" -> store.get(path, query(uri, "labelSelector"));
          case "POST" -> store.create(path, body, manager, dryRun);
          case "PUT" -> store.replace(path, body, manager);
          case "PATCH" ->
              type.contains("apply")
                  ? store.apply(path, body, manager, query(uri, "force").equals("true"), dryRun)
                  : store.merge(path, body, manager);
          case "DELETE" -> store.delete(path, body);
          default -> new ObjectStore.Answer(405, ObjectStore.status(405, method));
        };
    request.answer(answer.status(), answer.body());
  }

  private static String query(URI uri, String name) {
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
