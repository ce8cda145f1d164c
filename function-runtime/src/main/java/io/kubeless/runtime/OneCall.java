package io.kubeless.runtime;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Starts the function for one tick of its cron trigger, calls it in this process and ends: nothing
 * listens. The call ends the process with the same codes as {@link CronCaller}, a failed start with
 * those of {@link Main}; the metrics are a line in the log.
 */
public final class OneCall {
  // A call whose time is over is interrupted; one that ignores it does not keep the process.
  private static final long GRACE_MILLIS = 1000;
  // The Job allows a call thirty seconds beyond its timeout.
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Settings settings;
  private final LoadedFunction function;
  private final JsonLog log;
  private final FunctionContext context;

  private OneCall(Settings settings, LoadedFunction function, JsonLog log) {
    this.settings = settings;
    this.function = function;
    this.log = log;
    this.context =
        new FunctionContext(
            settings, new FunctionLogger(settings.functionName(), log), 1, settings::timeout);
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
      ClassLoader loader = HttpServer.class.getClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      OneCall once = new OneCall(settings, LoadedFunction.load(descriptor, loader), log);
      once.function.start(once.context);
      return once.answer(Tick.of(environment));
    } catch (Throwable e) { // an Error too is a reason that belongs where Kubernetes looks for it
      return FailedStart.tell(e, environment, log);
    }
  }

  private int answer(Tick tick) {
    Metrics metrics = new Metrics();
    FunctionApplication application =
        new FunctionApplication(
            settings, function, context, metrics, new CallDeadlines(settings.timeout()), log);
    Answer answer = new Answer();
    Thread thread =
        new Thread(
            () -> {
              try {
                application.serve(request(tick), answer);
              } finally {
                answer.status.complete(500); // unless it has one
              }
            },
            "function-call");
    thread.setDaemon(true);
    thread.start();
    int code = Tick.exitCode(answer.status.join());
    try {
      thread.join(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    function.stop(context, thread.isAlive() ? 1 : 0, STOP, log);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("function", settings.functionName());
    fields.putAll(metrics.totals());
    log.write("INFO", "metrics", tick.id() + " ends with " + code, null, fields);
    return code;
  }

  private static HttpRequest request(Tick tick) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    tick.headers(System.currentTimeMillis())
        .forEach((name, value) -> headers.put(name, List.of(value)));
    return new HttpRequest("POST", "/", "", headers, tick.body());
  }

  /** Takes the answer to a tick: its status is all that counts. */
  private static final class Answer implements Reply {
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /** A streamed answer is read to its end, because only then it has succeeded. */
    @Override
    public boolean send(HttpResponse response) {
      if (response.stream().isEmpty()) {
        return status.complete(response.status());
      }
      try (InputStream stream = response.stream().get()) {
        stream.transferTo(OutputStream.nullOutputStream());
        return status.complete(response.status());
      } catch (IOException e) {
        status.complete(500);
        return false;
      }
    }

    @Override
    public boolean fits(long length) {
      return true; // this call has the process for itself
    }

    @Override
    public void cut() {
      status.complete(500);
    }
  }
}
