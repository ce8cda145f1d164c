package io.kubeless.runtime.source;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The request to drain a source, and the end of its work for the events that it has received. Any
 * thread may call the methods.
 */
public final class Drain {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long deadlineNanos;

  /** Requests it, with the maximum time for calls in progress. */
  public void request(Duration most) {
    deadlineNanos = System.nanoTime() + most.toNanos();
    requested.countDown();
  }

  /** Returns whether it was requested. */
  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits for the request, and returns whether there is one. */
  public boolean awaitRequest(Duration most) throws InterruptedException {
    return requested.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns the time that is left for calls in progress, which is not negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  /** Notes that no more time is left. */
  public void end() {
    ended.countDown();
  }

  /** Waits for the end, and returns whether it has come. */
  public boolean awaitEnd(Duration most) throws InterruptedException {
    return ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }
}
