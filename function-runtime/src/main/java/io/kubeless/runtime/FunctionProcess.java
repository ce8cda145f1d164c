package io.kubeless.runtime;

import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A started function: its two listeners and the way to end them. */
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
  private final ManagementApplication management;
  private final HttpServer server;
  private final Optional<HttpServer> managementServer;

  private FunctionProcess(
      Settings settings,
      LoadedFunction function,
      FunctionContext context,
      Metrics metrics,
      ManagementApplication management,
      HttpServer server,
      Optional<HttpServer> managementServer) {
    this.settings = settings;
    this.function = function;
    this.context = context;
    this.metrics = metrics;
    this.management = management;
    this.server = server;
    this.managementServer = managementServer;
  }

  /**
   * Starts the listeners around {@code onStart}: probes answer before it, calls after it.
   *
   * @throws IOException when a port cannot be had
   * @throws LoadedFunction.StartFailed when the function's own preparation failed
   */
  static FunctionProcess start(Settings settings, LoadedFunction function, JsonLog log)
      throws IOException, LoadedFunction.StartFailed {
    return start(settings, function, log, CallThreads.create(Runtime.version().feature()));
  }

  /** Starts the listeners with the threads that calls run on. */
  static FunctionProcess start(
      Settings settings, LoadedFunction function, JsonLog log, Executor threads)
      throws IOException, LoadedFunction.StartFailed {
    Metrics metrics = new Metrics();
    CallDeadlines deadlines = new CallDeadlines(settings.timeout());
    int mostStuck = Math.min(16, settings.concurrency() / 2); // 0 where one call is all there is
    // Calls that are allowed to take that long may occupy every thread; they end at the timeout.
    Duration longestSilence = settings.timeout().plus(AFTER_TIMEOUT);
    ManagementApplication management =
        new ManagementApplication(metrics, deadlines, mostStuck, longestSilence);
    Optional<HttpServer> managementServer = Optional.empty();
    if (settings.managementPort() > 0) {
      managementServer =
          Optional.of(
              HttpServer.start(
                  "management",
                  new InetSocketAddress(settings.managementPort()),
                  management,
                  Limits.DEFAULT
                      .withBodyBytes(0)
                      .withConnections(MANAGEMENT_CONNECTIONS)
                      .withDeadlines(MANAGEMENT_DEADLINE, MANAGEMENT_DEADLINE, MANAGEMENT_DEADLINE),
                  new MemoryBudget(MANAGEMENT_BYTES),
                  CallThreads.platform(
                      "management", MANAGEMENT_THREADS_STARTED, 2 * MANAGEMENT_CONNECTIONS)));
    }
    FunctionContext context =
        new FunctionContext(
            settings, new FunctionLogger(settings.functionName(), log), 1, settings::timeout);
    function.start(context);
    FunctionApplication calls =
        new FunctionApplication(settings, function, context, metrics, deadlines, log);
    boolean shared = settings.probesOnFunctionPort() || settings.managementPort() == 0;
    MemoryBudget memory = MemoryBudget.ofHeap();
    int connections =
        Connections.most(
            settings.concurrency(),
            Runtime.getRuntime().maxMemory(),
            settings.memoryLimitBytes(),
            CallThreads.virtual(Runtime.version().feature()));
    HttpServer server =
        HttpServer.start(
            "function",
            new InetSocketAddress(settings.port()),
            shared ? new SharedPort(management, calls) : calls,
            Limits.DEFAULT
                // A body that takes all of the budget would leave nothing for what is made of it.
                .withBodyBytes(Math.min(settings.maxBodyBytes(), memory.bytes() / 2))
                .withConnections(connections),
            memory,
            threads);
    management.silence(server::silence);
    management.ready(true);
    return new FunctionProcess(
        settings, function, context, metrics, management, server, managementServer);
  }

  int port() {
    return server.port();
  }

  /**
   * Ends the function so that no caller sees it: not ready, goes on for the drain delay, listens no
   * more, waits for calls in flight.
   */
  void drain(JsonLog log) {
    long end =
        System.nanoTime()
            + settings.drainDelay().plus(settings.timeout()).plus(AFTER_TIMEOUT).toNanos();
    management.ready(false);
    server.drain();
    try {
      Thread.sleep(settings.drainDelay().toMillis());
      server.close();
      server.awaitExchanges(settings.timeout().plus(Duration.ofSeconds(1)));
      Duration left = Duration.ofNanos(end - System.nanoTime());
      function.stop(context, metrics.inFlight(), left, log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      log.failure("runtime", "the end failed", e);
    } finally {
      managementServer.ifPresent(HttpServer::close);
    }
  }
}
