package io.kubeless.runtime;

import io.kubeless.runtime.source.ProcessEnd;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends the process as on SIGTERM, with another exit code and a reason. */
final class RequestedEnd implements ProcessEnd {
  private final Map<String, String> environment;
  private final JsonLog log;
  private final CompletableFuture<FunctionProcess> started = new CompletableFuture<>();
  private final AtomicBoolean requested = new AtomicBoolean();

  RequestedEnd(Map<String, String> environment, JsonLog log) {
    this.environment = environment;
    this.log = log;
  }

  /** Sets the process that is drained. A request that came earlier is executed now. */
  void started(FunctionProcess process) {
    started.complete(process);
  }

  @Override
  public void request(Cause cause, String reason) {
    if (requested.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> end(cause, reason), "end");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void end(Cause cause, String reason) {
    log.write("ERROR", "runtime", "the process ends: " + reason, null, Map.of());
    try {
      FailedStart.terminationLog(reason, environment, log);
      started.join().drain(log);
    } finally {
      log.close();
      Runtime.getRuntime()
          .halt(
              cause == Cause.CONFIGURATION
                  ? RuntimeContract.EXIT_CONFIGURATION
                  : RuntimeContract.EXIT_FAILURE);
    }
  }
}
