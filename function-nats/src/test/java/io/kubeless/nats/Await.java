package io.kubeless.nats;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions. */
final class Await {
  private static final Duration MOST = Duration.ofSeconds(60);

  private Await() {}

  /** Waits until a condition is true, and fails if it is not for a long time. */
  static void until(String condition, Callable<Boolean> check) throws InterruptedException {
    long deadline = System.nanoTime() + MOST.toNanos();
    Exception last = null;
    while (System.nanoTime() - deadline < 0) {
      try {
        if (check.call()) {
          return;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) { // for example because the consumer does not exist yet
        last = e;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("not within " + MOST + ": " + condition, last);
  }
}
