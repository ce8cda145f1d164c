package io.kubeless.runtime;

import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.EventDelivery;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.SourceEvent;
import io.kubeless.runtime.source.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The source of one event: the scheduled run of a cron trigger that has started this process. */
final class ScheduledRunSource implements EventSource {
  private final SourceEvent event;
  private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
  private volatile @Nullable Thread thread;

  ScheduledRunSource(SourceEvent event) {
    this.event = event;
  }

  @Override
  public String name() {
    return "cronjob";
  }

  @Override
  public void start(Calls calls) {
    Thread call =
        new Thread(
            () -> {
              try {
                calls.call(new RunDelivery());
              } finally {
                verdict.complete(Verdict.RETRY); // unless there is an outcome already
              }
            },
            "function-call");
    call.setDaemon(true);
    thread = call;
    call.start();
  }

  /** Waits until the call has an outcome, and returns the verdict on the event. */
  Verdict verdict() {
    return verdict.join();
  }

  /** Returns whether the call is still running, although it may have an outcome. */
  boolean running() {
    Thread call = thread;
    return call != null && call.isAlive();
  }

  @Override
  public void drain(Duration most) throws InterruptedException {
    Thread call = thread;
    if (call != null) {
      call.join(Math.max(1, most.toMillis()));
    }
  }

  @Override
  public Health health() {
    return Health.READY;
  }

  private final class RunDelivery extends EventDelivery {
    RunDelivery() {
      super(event);
    }

    @Override
    public boolean deliver(Outcome outcome) {
      boolean whole = outcome.readToTheEnd();
      verdict.complete(whole ? outcome.verdict() : Verdict.RETRY);
      return whole;
    }

    @Override
    public void cut() {
      verdict.complete(Verdict.RETRY);
    }
  }
}
