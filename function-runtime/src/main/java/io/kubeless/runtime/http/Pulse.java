package io.kubeless.runtime.http;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Finds out whether a new request would get a thread. It gives a small task to the executor every
 * second; the task waits while threads fail to start, or while all of them are busy.
 */
final class Pulse {
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final Executor executor;
  private volatile long sinceNanos; // start of the waiting task, 0 if no task waits
  private long lastNanos = System.nanoTime();
  private boolean given;

  Pulse(Executor executor) {
    this.executor = executor;
  }

  /** Gives the executor a task when the next one is due. Only one thread may call this. */
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
        // No thread could be started, which is an OutOfMemoryError. The next beat tries again.
      }
    }
  }

  /** Returns for how long the current task has been waiting for a thread. */
  Duration silence() {
    long since = sinceNanos;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }
}
