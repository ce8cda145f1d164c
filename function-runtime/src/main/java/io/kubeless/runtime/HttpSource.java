package io.kubeless.runtime;

import io.kubeless.runtime.auth.Authentication;
import io.kubeless.runtime.auth.Reason;
import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.MetricSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server on the function's port. It ignores pauses: while the function is busy, its
 * clients get 429.
 */
final class HttpSource implements EventSource {
  private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(4);

  private final Settings settings;
  private final ManagementApplication management;
  private final Metrics metrics;
  private final boolean plain;
  private final Optional<Authentication> authentication;
  private final Executor threads;
  private final Duration longestSilence;
  private volatile @Nullable HttpServer server;

  /**
   * Creates a source that is not listening yet.
   *
   * @param management answers probes if they are served on the function's port too
   * @param metrics counts the requests that the server has refused
   * @param plain whether the function takes only events, text or bytes
   * @param authentication empty if requests are not authenticated
   * @param threads run one task for each connection
   */
  HttpSource(
      Settings settings,
      ManagementApplication management,
      Metrics metrics,
      boolean plain,
      Optional<Authentication> authentication,
      Executor threads) {
    this.settings = settings;
    this.management = management;
    this.metrics = metrics;
    this.plain = plain;
    this.authentication = authentication;
    this.threads = threads;
    // Calls may occupy all threads until they time out.
    this.longestSilence = settings.timeout().plus(AFTER_TIMEOUT);
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public void start(Calls calls) throws IOException {
    MemoryBudget memory = MemoryBudget.ofHeap();
    long heap = Runtime.getRuntime().maxMemory();
    OptionalLong files = Connections.files();
    int busy =
        Connections.busy(
            settings.concurrency(),
            heap,
            settings.memoryLimitBytes(),
            files,
            CallThreads.virtual(Runtime.version().feature()));
    server =
        HttpServer.start(
            "function",
            new InetSocketAddress(settings.port()),
            application(calls),
            Limits.DEFAULT
                // A body that takes the whole budget would leave no memory for the objects that are
                // created from it.
                .withBodyBytes(Math.min(settings.maxBodyBytes(), memory.bytes() / 2))
                .withConnections(Connections.open(busy, heap, files), busy),
            memory,
            threads);
  }

  private Application application(Calls calls) {
    EventReader events = new EventReader(settings.httpPaths());
    HttpCalls direct = new HttpCalls(calls, events, plain, metrics, authentication);
    Application application =
        settings.cors().<Application>map(cors -> new CorsCalls(cors, direct)).orElse(direct);
    boolean shared = settings.probesOnFunctionPort() || settings.managementPort() == 0;
    return shared ? new SharedPort(management, application) : application;
  }

  /** Returns the port that it listens on; 0 before the start. */
  int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.port();
  }

  /**
   * Continues to serve for the drain delay, while clients are directed to other pods. Then it stops
   * listening, and waits for requests in flight.
   */
  @Override
  public void drain(Duration most) throws InterruptedException {
    HttpServer listening = server;
    if (listening != null) {
      listening.drain();
      Thread.sleep(settings.drainDelay().toMillis());
      listening.close();
      listening.awaitExchanges(most.minus(settings.drainDelay()));
    }
  }

  @Override
  public void metrics(MetricSink sink) {
    if (authentication.isPresent()) {
      for (Reason reason : Reason.values()) {
        sink.counter(
            "function_unauthorized_total",
            "Requests that were not authenticated.",
            Map.of("reason", reason.label()),
            authentication.get().denied(reason));
      }
    }
  }

  @Override
  public Health health() {
    HttpServer listening = server;
    return listening == null
        ? Health.notReady("the port is not open yet")
        : health(listening.silence(), longestSilence);
  }

  static Health health(Duration silence, Duration longest) {
    return silence.compareTo(longest) > 0
        ? Health.dead(
            "no thread has been free for a new call for " + silence.toSeconds() + " seconds")
        : Health.READY;
  }
}
