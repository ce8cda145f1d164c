package io.kubeless.runtime;

import io.kubeless.runtime.auth.Authentication;
import io.kubeless.runtime.auth.Authentications;
import io.kubeless.runtime.auth.InvalidAuthentication;
import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.EventSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A started function, with its sources of events, its management port and its shutdown. */
final class FunctionProcess {
  private static final int MANAGEMENT_CONNECTIONS = 64;
  // The pod's grace period is the drain delay, the timeout and five seconds.
  private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(4);
  private static final int MANAGEMENT_THREADS_STARTED = 4;
  private static final long MANAGEMENT_BYTES = 1 << 20;
  private static final Duration MANAGEMENT_DEADLINE = Duration.ofSeconds(2);

  private final Settings settings;
  private final LoadedFunction function;
  private final FunctionContext context;
  private final Metrics metrics;
  private final CallDeadlines deadlines;
  private final ManagementApplication management;
  private final HttpSource http;
  private final List<EventSource> sources;
  private final Optional<HttpServer> managementServer;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CountDownLatch drained = new CountDownLatch(1);

  private FunctionProcess(
      Settings settings,
      LoadedFunction function,
      FunctionContext context,
      Metrics metrics,
      CallDeadlines deadlines,
      ManagementApplication management,
      HttpSource http,
      List<EventSource> sources,
      Optional<HttpServer> managementServer) {
    this.settings = settings;
    this.function = function;
    this.context = context;
    this.metrics = metrics;
    this.deadlines = deadlines;
    this.management = management;
    this.http = http;
    this.sources = sources;
    this.managementServer = managementServer;
  }

  /**
   * Starts the sources around {@code onStart}: the management port before it, the sources of calls
   * after it.
   *
   * @param others sources in addition to the HTTP server
   * @param threads run one task for each connection of the HTTP server
   * @throws IOException if a source cannot start, because a port is not available
   * @throws InvalidAuthentication if requests cannot be authenticated
   * @throws LoadedFunction.StartFailed if the function's own preparation failed
   */
  static FunctionProcess start(
      Settings settings,
      LoadedFunction function,
      List<EventSource> others,
      JsonLog log,
      Executor threads)
      throws IOException, InvalidAuthentication, LoadedFunction.StartFailed {
    Optional<Authentication> authentication = authentication(settings, log);
    Metrics metrics = new Metrics();
    CallDeadlines deadlines = new CallDeadlines(settings.timeout());
    int mostStuck = Math.min(16, settings.concurrency() / 2); // 0 if there is only one call
    ManagementApplication management =
        new ManagementApplication(metrics, deadlines, mostStuck, settings.readyWithoutSources());
    Optional<HttpServer> managementServer =
        settings.managementPort() > 0
            ? Optional.of(listen(management, settings.managementPort()))
            : Optional.empty();
    FunctionContext context =
        FunctionContext.of(settings, new FunctionLogger(settings.functionName(), log));
    try {
      function.start(context);
      boolean plain = function.input().isEmpty() || PlainType.of(function.input().get());
      HttpSource http =
          new HttpSource(settings, management, metrics, plain, authentication, threads);
      Calls calls =
          new FunctionCalls(
              function,
              context,
              new Permits(settings.concurrency(), others),
              deadlines,
              metrics,
              log);
      List<EventSource> sources = new ArrayList<>(others);
      sources.add(http);
      for (EventSource source : sources) {
        source.start(calls);
      }
      management.sources(sources);
      management.ready(true);
      return new FunctionProcess(
          settings,
          function,
          context,
          metrics,
          deadlines,
          management,
          http,
          sources,
          managementServer);
    } catch (Throwable e) { // in a JVM that outlives it
      deadlines.close();
      managementServer.ifPresent(HttpServer::close);
      throw e;
    }
  }

  private static Optional<Authentication> authentication(Settings settings, JsonLog log)
      throws InvalidAuthentication {
    if (settings.auth().isEmpty()) {
      return Optional.empty();
    }
    Authentications authentications =
        new Authentications(
            secret -> () -> MountedFiles.read(settings.secretsDirectory().resolve(secret)),
            new FunctionLogger(settings.functionName(), log));
    return Optional.of(authentications.create(settings.auth().get()));
  }

  private static HttpServer listen(Application management, int port) throws IOException {
    return HttpServer.start(
        "management",
        new InetSocketAddress(port),
        management,
        Limits.DEFAULT
            .withBodyBytes(0)
            .withConnections(MANAGEMENT_CONNECTIONS)
            .withDeadlines(MANAGEMENT_DEADLINE, MANAGEMENT_DEADLINE, MANAGEMENT_DEADLINE),
        new MemoryBudget(MANAGEMENT_BYTES),
        CallThreads.platform("management", MANAGEMENT_THREADS_STARTED, 2 * MANAGEMENT_CONNECTIONS));
  }

  int port() {
    return http.port();
  }

  /** Reports the use of the image's start-up archive in the log and the metrics. */
  void started(StartArchive archive, JsonLog log) {
    metrics.archive(archive);
    archive.log(log);
  }

  /** Returns the number of calls that have not been counted and logged completely. */
  int inFlight() {
    return metrics.inFlight();
  }

  /** Returns the metrics in the text format of Prometheus. */
  String exposition() {
    return management.exposition();
  }

  /** Ends the threads that a drained function leaves, in a JVM that outlives it. */
  void close() {
    deadlines.close();
  }

  /**
   * Ends the function without failing calls: it reports not ready, continues to serve for the drain
   * delay, stops listening, and waits for calls in flight. A second request waits for the first.
   */
  void drain(JsonLog log) {
    if (!draining.compareAndSet(false, true)) {
      awaitDrained();
      return;
    }
    Duration calls = settings.drainDelay().plus(settings.timeout());
    long end = System.nanoTime() + calls.plus(AFTER_TIMEOUT).toNanos();
    management.ready(false);
    try {
      EventSources.drain(sources, calls.plusSeconds(1), log);
      Duration left = Duration.ofNanos(end - System.nanoTime());
      function.stop(context, metrics.inFlight(), left, log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      log.failure("runtime", "the shutdown failed", e);
    } finally {
      managementServer.ifPresent(HttpServer::close);
      drained.countDown();
    }
  }

  private void awaitDrained() {
    try {
      drained.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
