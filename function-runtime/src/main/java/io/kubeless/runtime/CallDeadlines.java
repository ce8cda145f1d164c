package io.kubeless.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Watches the calls in flight. All have the same timeout, so they time out in the order in which
 * they began. This requires only a linked list, and a call that ends in time is removed from it at
 * no cost.
 *
 * <p>The action for a late call runs on another thread, because it writes to a client.
 */
final class CallDeadlines {
  private static final int LATE_THREADS = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition elapsed = lock.newCondition(); // is never signalled
  private final ExecutorService late = CallThreads.started("late-call", LATE_THREADS);
  private final Thread watch = new Thread(this::watch, "call-deadlines");
  private final long timeoutNanos;
  private @Nullable CallWatch first;
  private @Nullable CallWatch last;
  private int stuck;

  CallDeadlines(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * Returns a watch for calls of the current thread that follow each other.
   *
   * @param onTimeout responds to the sender of a late call; it runs on another thread, and at most
   *     once for a call
   */
  CallWatch watch(Runnable onTimeout) {
    return new CallWatch(this, timeoutNanos, onTimeout);
  }

  /** Ends the watch of all calls, in a JVM that outlives the function. */
  void close() {
    watch.interrupt();
    late.shutdown();
  }

  /** Returns the number of calls that are still running after their timeout. */
  int stuck() {
    lock.lock();
    try {
      return stuck;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a watch whose first call begins. */
  void add(CallWatch watch) {
    lock.lock();
    try {
      link(watch);
    } finally {
      lock.unlock();
    }
  }

  void remove(CallWatch watch) {
    lock.lock();
    try {
      unlink(watch);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Changes the action for the timeout of the current call.
   *
   * @return false if the call is late already
   */
  boolean onTimeout(CallWatch watch, Runnable action) {
    lock.lock();
    try {
      if (watch.late()) {
        return false; // the other action is running
      }
      watch.action = action;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends a late call, which is not interrupted any more.
   *
   * @return the end of its action
   */
  CountDownLatch endLate(CallWatch watch) {
    lock.lock();
    try {
      stuck--;
      watch.endedLate();
      return watch.answered;
    } finally {
      lock.unlock();
    }
  }

  /** Inserts a watch after all that time out before it; nearly always that is the end. */
  private void link(CallWatch watch) {
    CallWatch before = last;
    while (before != null && before.dueNanos - watch.dueNanos > 0) {
      before = before.previous;
    }
    CallWatch after = before == null ? first : before.next;
    watch.previous = before;
    watch.next = after;
    watch.linked = true;
    if (before == null) {
      first = watch;
    } else {
      before.next = watch;
    }
    if (after == null) {
      last = watch;
    } else {
      after.previous = watch;
    }
  }

  private void unlink(CallWatch watch) {
    if (!watch.linked) {
      return;
    }
    watch.linked = false;
    if (watch.previous == null) {
      first = watch.next;
    } else {
      watch.previous.next = watch.next;
    }
    if (watch.next == null) {
      last = watch.previous;
    } else {
      watch.next.previous = watch.previous;
    }
  }

  private void watch() {
    while (true) {
      try {
        expire(awaitLate());
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) { // without this thread, no call would ever time out
        JsonLog.process().failure("call-deadlines", "a timeout failed", e);
      }
    }
  }

  private CallWatch awaitLate() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        CallWatch watch = first;
        long now = System.nanoTime();
        if (watch == null || watch.dueNanos - now > 0) {
          // Nothing ends this wait early, because no call that begins later is due earlier.
          elapsed.awaitNanos(watch == null ? timeoutNanos : watch.dueNanos - now);
          continue;
        }
        unlink(watch);
        if (watch.expire(now)) {
          stuck++;
          return watch;
        }
        link(watch);
      }
    } finally {
      lock.unlock();
    }
  }

  private void expire(CallWatch watch) {
    Runnable action = watch.action;
    CountDownLatch answered = watch.answered;
    late.execute(
        () -> {
          try {
            action.run();
          } catch (Throwable e) { // a thread that ends here might not be replaced
            JsonLog.process().failure("call-deadlines", "a late call could not be answered", e);
          } finally {
            answered.countDown();
          }
        });
    lock.lock();
    try {
      watch.interruptIfLate();
    } finally {
      lock.unlock();
    }
  }
}
