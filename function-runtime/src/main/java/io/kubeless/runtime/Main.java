package io.kubeless.runtime;

import io.kubeless.runtime.source.SourceContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** Starts the function of the image. */
public final class Main {
  private Main() {}

  /** Runs until the process is stopped. If it cannot start, it exits with a code and a reason. */
  public static void main(String[] arguments) throws InterruptedException {
    System.setProperty("java.util.logging.config.class", JulConfiguration.class.getName());
    JsonLog log = JsonLog.process();
    UncaughtExceptions.logTo(log);
    int code = start(System.getenv(), log, EndOfInput.watch(System.getenv()));
    if (code != 0) {
      System.exit(code);
    }
    new CountDownLatch(1).await(); // the hook ends the process
  }

  /** Starts the function and returns 0, or reports the reason and returns the exit code. */
  private static int start(Map<String, String> environment, JsonLog log, EndOfInput input) {
    try {
      Settings settings = Settings.from(environment);
      ClassLoader loader = Main.class.getClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      Descriptor descriptor = Descriptor.read(Path.of(RuntimeContract.DESCRIPTOR));
      ChannelProvider.choose(descriptor);
      LoadedFunction function = LoadedFunction.load(descriptor, loader);
      Executor threads = CallThreads.create(Runtime.version().feature());
      RequestedEnd end = new RequestedEnd(environment, log);
      SourceContext context =
          new SourceContext(
              environment,
              settings.functionName(),
              settings.timeout(),
              settings.concurrency(),
              new FunctionLogger(settings.functionName(), log),
              new Messages(),
              threads,
              end);
      FunctionProcess process =
          FunctionProcess.start(
              settings, function, EventSources.find(descriptor, context, loader), log, threads);
      end.started(process);
      serve(process, settings, environment, log, input);
      return 0;
    } catch (Throwable e) { // the reason must also be reported to Kubernetes for an Error
      return FailedStart.report(e, environment, log);
    }
  }

  /** Lets the process end when it is stopped, and reports that it has started. */
  static void serve(
      FunctionProcess process,
      Settings settings,
      Map<String, String> environment,
      JsonLog log,
      EndOfInput input) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  // otherwise it is a System.exit, possibly of a call
                  if (StopSignal.received() || input.reached()) {
                    process.drain(log);
                    log.close();
                    Runtime.getRuntime().halt(0);
                  }
                },
                "drain"));
    log.info("runtime", settings.functionName() + " listens on port " + process.port());
    StartArchive.of(environment).ifPresent(archive -> process.started(archive, log));
  }
}
