package io.kubeless.runtime;

import io.kubeless.runtime.source.Calls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the function for one {@linkplain ScheduledRun scheduled run}, calls it in this process and
 * exits, without listening. Manifests contain the name of this class. The exit codes of the call
 * are those of {@link CronCaller}, and those of a failed start are the same as in {@link Main}. The
 * metrics are written as a log line.
 */
public final class OneCall {
  // A call is interrupted after its timeout; if it ignores the interrupt, the process exits anyway.
  private static final Duration GRACE = Duration.ofSeconds(1);
  // The Job allows thirty seconds more than the timeout of a call.
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Settings settings;
  private final LoadedFunction function;
  private final JsonLog log;
  private final FunctionContext context;

  private OneCall(Settings settings, LoadedFunction function, JsonLog log) {
    this.settings = settings;
    this.function = function;
    this.log = log;
    this.context = FunctionContext.of(settings, new FunctionLogger(settings.functionName(), log));
  }

  /** Calls the function with the event that the environment describes. */
  public static void main(String[] arguments) {
    System.setProperty("java.util.logging.config.class", JulConfiguration.class.getName());
    JsonLog log = JsonLog.process();
    UncaughtExceptions.logTo(log);
    System.exit(run(System.getenv(), Path.of(RuntimeContract.DESCRIPTOR), log));
  }

  static int run(Map<String, String> environment, Path descriptor, JsonLog log) {
    try {
      Settings settings = Settings.from(environment);
      ClassLoader loader = OneCall.class.getClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      OneCall once =
          new OneCall(settings, LoadedFunction.load(Descriptor.read(descriptor), loader), log);
      once.function.start(once.context);
      return once.answer(ScheduledRun.of(environment));
    } catch (Throwable e) { // the reason must also be reported to Kubernetes for an Error
      return FailedStart.report(e, environment, log);
    }
  }

  private int answer(ScheduledRun run) {
    Metrics metrics = new Metrics();
    Calls calls =
        new FunctionCalls(
            function,
            context,
            new Permits(1, List.of()),
            new CallDeadlines(settings.timeout()),
            metrics,
            log);
    ScheduledRunSource source = new ScheduledRunSource(run.event(System.currentTimeMillis()));
    source.start(calls);
    int code = ScheduledRun.exitCode(source.verdict());
    try {
      source.drain(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    function.stop(context, source.running() ? 1 : 0, STOP, log);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("function", settings.functionName());
    fields.putAll(metrics.totals());
    log.write("INFO", "metrics", run.id() + " exits with " + code, null, fields);
    return code;
  }
}
