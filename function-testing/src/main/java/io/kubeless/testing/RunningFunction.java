package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.runtime.EmbeddedFunction;
import io.kubeless.runtime.RuntimeContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function in the JVM of a test, which is served by the runtime of its image on a free port.
 *
 * <pre>{@code
 * try (RunningFunction hello = RunningFunction.start(new Hello(), Contexts.named("hello"))) {
 *   assertEquals("hello Duke", hello.post("Duke").body());
 * }
 * }</pre>
 *
 * <p>It may be used by several threads, and one JVM may contain several functions. As on target
 * {@code kubeless}, the paths {@code /livez}, {@code /readyz}, {@code /healthz} and {@code
 * /metrics} do not reach the handler.
 */
public final class RunningFunction implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final long MOST_MILLIS = 10_000;

  private final EmbeddedFunction function;
  private final MountedDirectory mounted;
  private final ByteArrayOutputStream log;
  private final ClassLoader loader;
  private final Map<String, String> settings;

  private RunningFunction(
      EmbeddedFunction function,
      MountedDirectory mounted,
      ByteArrayOutputStream log,
      ClassLoader loader,
      Map<String, String> settings) {
    this.function = function;
    this.mounted = mounted;
    this.log = log;
    this.loader = loader;
    this.settings = settings;
  }

  /**
   * Starts a function, and calls its {@code onStart}.
   *
   * @param handler for example with objects of the test in its fields
   * @param context the name, the timeout, the configuration and the Secrets of the function
   * @throws IllegalStateException if the function cannot start; the message is the reason that
   *     Kubernetes would show
   */
  public static RunningFunction start(Handler<?, ?> handler, Contexts context) {
    return start(handler, context, Map.of());
  }

  /**
   * Starts a function with further settings.
   *
   * @param settings variables of its container that the runtime reads, such as {@code
   *     KUBELESS_CONCURRENCY}; the handler does not see them
   * @throws IllegalStateException as in {@link #start(Handler, Contexts)}
   */
  public static RunningFunction start(
      Handler<?, ?> handler, Contexts context, Map<String, String> settings) {
    MountedDirectory mounted = MountedDirectory.of(context);
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Map<String, String> environment = new TreeMap<>();
    environment.put(RuntimeContract.FUNC_PORT, "0");
    environment.put(RuntimeContract.MANAGEMENT_PORT, "0");
    environment.put(RuntimeContract.DRAIN_DELAY, "0");
    environment.put(RuntimeContract.FUNCTION_NAME, context.functionName());
    environment.put(
        RuntimeContract.FUNC_TIMEOUT,
        Long.toString(Math.max(1, context.timeout().plusMillis(999).toSeconds())));
    environment.put(RuntimeContract.CONFIG_DIRECTORY, mounted.config().toString());
    environment.put(RuntimeContract.SECRETS_DIRECTORY, mounted.secrets().toString());
    environment.putAll(settings);
    try {
      EmbeddedFunction function =
          EmbeddedFunction.start(
              handler,
              HandlerTypes.of(handler.getClass()),
              environment,
              new PrintStream(log, true, StandardCharsets.UTF_8));
      return new RunningFunction(
          function, mounted, log, handler.getClass().getClassLoader(), Map.copyOf(settings));
    } catch (Exception e) {
      mounted.close();
      throw new IllegalStateException(
          e instanceof RuntimeException ? e.toString() : e.getMessage(), e);
    }
  }

  /** Returns the URL of a path, for a client of the test's own. */
  public URI uri(String path) {
    return URI.create("http://localhost:" + function.port() + path);
  }

  /** Sends a GET. */
  public HttpResponse<String> get(String path) {
    return exchange(HttpRequest.newBuilder(uri(path)));
  }

  /** Sends a POST of text to {@code /}. */
  public HttpResponse<String> post(String text) {
    return send(Events.text(text));
  }

  /**
   * Sends an event as an HTTP request: its method, path, query, header fields and body. The body of
   * an event that was bound to a value, and has no other, is the value as JSON.
   */
  public HttpResponse<String> send(Event event) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(event.fullPath() + QueryText.of(event.query())))
            .method(
                event.method(),
                HttpRequest.BodyPublishers.ofByteArray(EventBody.of(event, loader)));
    event.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return exchange(request);
  }

  /**
   * Returns a token for {@link Events#bearer}, from the issuer and for the audience of {@link
   * FunctionAuth}. It is valid for an hour.
   *
   * @param claims such as {@code sub}: texts, numbers, booleans, and lists and maps of them. They
   *     take precedence over {@code iss}, {@code aud} and {@code exp}
   * @throws IllegalStateException if the function does not accept tokens
   */
  public String token(Map<String, ?> claims) {
    String issuer = settings.get(RuntimeContract.AUTH_ISSUER);
    String audience = settings.get(RuntimeContract.AUTH_AUDIENCE);
    if (issuer == null || audience == null) {
      throw new IllegalStateException(
          "the function accepts no tokens: @FunctionAuth(issuer = …, audience = …) is missing");
    }
    return TestTokens.of(issuer, audience, claims);
  }

  private static HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }

  /** Calls the function in memory with the first attempt for an event. */
  public Delivered deliver(Event event) {
    return deliver(event, 1);
  }

  /**
   * Calls the function in memory, as the source of a Kafka or NATS trigger does: with the binding
   * of the body, the deadline, the log and the metrics of a call.
   *
   * @param attempt 1 for the first delivery
   */
  public Delivered deliver(Event event, int attempt) {
    MemoryDelivery delivery = new MemoryDelivery(event, EventBody.of(event, loader), attempt);
    function.calls().call(delivery);
    return delivery.delivered();
  }

  /**
   * Returns the lines of the log: what the function has logged with {@link
   * io.kubeless.function.Context#logger}, and one line for each call. It waits until the lines of
   * answered calls are complete.
   */
  public List<LogLine> logs() {
    awaitCalls();
    return log.toString(StandardCharsets.UTF_8).lines().map(LogLine::of).toList();
  }

  /**
   * Returns the metrics in the text format of Prometheus. It waits until answered calls are
   * counted.
   */
  public String metrics() {
    awaitCalls();
    return function.metrics();
  }

  /**
   * Returns the value of one sample.
   *
   * @param sample its name and labels, such as <code>function_calls_total{method="POST"}</code>
   * @return 0 if there is no such sample
   */
  public double metric(String sample) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private void awaitCalls() {
    long end = System.nanoTime() + MOST_MILLIS * 1_000_000;
    try {
      while (function.inFlight() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the function: it waits for calls in flight, and calls {@code onStop}. */
  @Override
  public void close() {
    function.close();
    mounted.close();
  }
}
