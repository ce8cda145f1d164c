package io.kubeless.runtime.http;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Finds out whether a new connection would get a thread: a small task is given to the executor
 * every second. It does not run while threads fail to start, or while all of them are kept busy.
 */
final class Pulse {
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final Executor executor;
  private volatile long sinceNanos; // of the task under way, 0 without one
  private long lastNanos = System.nanoTime();
  private boolean given;

  Pulse(Executor executor) {
    this.executor = executor;
  }

  /** Gives the executor a task when it is time for one; by one thread only. */
  void beat(long nowNanos) {
    if (sinceNanos == 0) {
      if (nowNanos - lastNanos < INTERVAL_NANOS) {
        return;
      }
      lastNanos = nowNanos;
      sinceNanos = nowNanos | 1; // never 0
      given = false;
    }
    if (!given) {
      try {
        executor.execute(() -> sinceNanos = 0);
        given = true;
      } catch (Throwable e) {
        // No thread could be started, which an OutOfMemoryError reports: the next beat tries again.
      }
    }
  }

  /** Returns for how long the task under way has been waiting for a thread. */
  Duration silence() {
    long since = sinceNanos;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }
}
