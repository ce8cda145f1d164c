package io.kubeless.runtime;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.logging.Logger;

/**
 * A function in a JVM that outlives it, such as that of a test. It reads no variables of the
 * environment and ends no process, and one JVM may contain several.
 */
public final class EmbeddedFunction implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");

  private final FunctionProcess process;
  private final Calls calls;
  private final ExecutorService threads;
  private final JsonLog log;
  private final java.util.logging.Handler records;

  private EmbeddedFunction(
      FunctionProcess process,
      Calls calls,
      ExecutorService threads,
      JsonLog log,
      java.util.logging.Handler records) {
    this.process = process;
    this.calls = calls;
    this.threads = threads;
    this.log = log;
    this.records = records;
  }

  /**
   * The types of a handler, in the syntax of the descriptor in an image.
   *
   * @param input the type that an event's body is bound to, empty for plain events
   * @param answer the type that the handler declares for its answer, empty if it is unknown
   * @param json whether the image of the handler contains JSON binding
   */
  public record Types(Optional<String> input, Optional<String> answer, boolean json) {}

  /**
   * Starts a handler.
   *
   * @param environment settings of the function, as variables of its container; the default of
   *     {@link RuntimeContract#FUNC_PORT} is a free port
   * @param out receives the log
   * @throws Exception if the function cannot start; the message of a checked exception is the line
   *     of the termination log
   */
  @SuppressWarnings("unchecked") // as in an image, where the types were checked before
  public static EmbeddedFunction start(
      Handler<?, ?> handler, Types types, Map<String, String> environment, PrintStream out)
      throws Exception {
    JsonLog log = new JsonLog(out, LogSettings.from(environment));
    Settings settings = Settings.from(environment);
    ClassLoader loader = handler.getClass().getClassLoader();
    LoadedFunction function =
        new LoadedFunction(
            (Handler<Event, Context>) handler,
            types.input().isPresent()
                ? Optional.of(TypeName.parse(types.input().get(), loader))
                : Optional.empty(),
            types.answer().isPresent()
                ? Optional.of(TypeName.parse(types.answer().get(), loader))
                : Optional.empty(),
            types.json()
                ? ServiceLoader.load(Binding.class, loader).findFirst()
                : Optional.empty());
    ExecutorService threads = CallThreads.create(Runtime.version().feature());
    Direct direct = new Direct(new CompletableFuture<>());
    java.util.logging.Handler records = new JulHandler(() -> JsonLog.current() == log ? log : null);
    ROOT.addHandler(records);
    JsonLog.starting(log);
    try {
      FunctionProcess process =
          FunctionProcess.start(settings, function, List.of(direct), log, threads);
      return new EmbeddedFunction(process, direct.calls.join(), threads, log, records);
    } catch (Throwable e) {
      ROOT.removeHandler(records);
      threads.shutdown();
      throw e;
    } finally {
      JsonLog.starting(null);
    }
  }

  /** Returns the port on which it serves requests, and also probes and metrics. */
  public int port() {
    return process.port();
  }

  /** Returns what calls the function in memory. */
  public Calls calls() {
    return calls;
  }

  /** Returns the number of calls that have not been counted and logged completely. */
  public int inFlight() {
    return process.inFlight();
  }

  /** Returns the metrics in the text format of Prometheus. */
  public String metrics() {
    return process.exposition();
  }

  /** Ends the function as SIGTERM does: it waits for calls, at most for their timeout. */
  @Override
  public void close() {
    process.drain(log);
    process.close();
    threads.shutdown();
    ROOT.removeHandler(records);
  }

  /** The source of calls in memory. */
  private record Direct(CompletableFuture<Calls> calls) implements EventSource {
    @Override
    public String name() {
      return "direct";
    }

    @Override
    public void start(Calls started) {
      calls.complete(started);
    }

    @Override
    public void drain(Duration most) {}

    @Override
    public Health health() {
      return Health.READY;
    }
  }
}
