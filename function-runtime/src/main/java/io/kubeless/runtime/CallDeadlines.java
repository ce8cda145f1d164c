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
 * <p>A call either ends in time or is late, never both, which is decided by the first thread that
 * takes the lock. The action for a late call runs on another thread, because it writes to a client.
 */
final class CallDeadlines {
  private static final int LATE_THREADS = 4;
  private static final long SHORTEST_LOOK_NANOS = 50_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition elapsed = lock.newCondition(); // is never signalled
  private final ExecutorService late = CallThreads.started("late-call", LATE_THREADS);
  private final Thread watch = new Thread(this::watch, "call-deadlines");
  private final long timeoutNanos;
  private @Nullable Call first;
  private @Nullable Call last;
  private int stuck;

  CallDeadlines(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    watch.setDaemon(true);
    watch.start();
  }

  /** One call, from its beginning to the end of its thread's work. */
  final class Call {
    private final Thread thread = Thread.currentThread();
    private volatile long deadlineNanos = System.nanoTime() + timeoutNanos;
    private volatile long pausedAtNanos; // 0 while the clock is running
    private long dueNanos = deadlineNanos;
    private Runnable onTimeout;
    private @Nullable Call previous;
    private @Nullable Call next;
    private boolean linked;
    private boolean ended;
    private @Nullable CountDownLatch answered; // only for a late call

    private Call(Runnable onTimeout) {
      this.onTimeout = onTimeout;
    }

    /** Returns the remaining time, zero if the timeout is over. */
    Duration remaining() {
      return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /** Stops the clock, because the client takes the time from now on. */
    void pause() {
      pausedAtNanos = System.nanoTime() | 1; // never 0
    }

    /** Starts the clock again, if it was stopped. */
    void resume() {
      long paused = pausedAtNanos;
      if (paused != 0) {
        long moved = deadlineNanos + System.nanoTime() - paused;
        deadlineNanos = moved;
        pausedAtNanos = 0;
      }
    }

    /**
     * Changes the action for the timeout.
     *
     * @return false if the call is late already
     */
    boolean onTimeout(Runnable action) {
      lock.lock();
      try {
        if (answered == null) {
          onTimeout = action;
          return true;
        }
        return false; // the other action is running
      } finally {
        lock.unlock();
      }
    }

    /**
     * Ends the watch; repeated calls have no effect. Afterwards the thread is not interrupted, and
     * the response to a late call has been written.
     *
     * @return whether the call ended in time, so that its response must still be sent
     */
    boolean end() {
      CountDownLatch written;
      lock.lock();
      try {
        written = answered;
        if (!ended) {
          ended = true;
          unlink(this);
          stuck -= written == null ? 0 : 1;
          // An interrupt of ours, or one that the handler left, would end the next blocking call.
          Thread.interrupted();
        }
      } finally {
        lock.unlock();
      }
      if (written == null) {
        return true;
      }
      awaitUninterruptibly(written);
      return false;
    }

    private boolean due(long nowNanos) {
      return pausedAtNanos == 0 && deadlineNanos - nowNanos <= 0;
    }

    /** Postpones the next check of a call whose clock was stopped. */
    private void postpone(long nowNanos) {
      long paused = pausedAtNanos;
      long left = deadlineNanos - (paused == 0 ? nowNanos : paused);
      dueNanos = nowNanos + Math.max(left, SHORTEST_LOOK_NANOS);
    }
  }

  /**
   * Begins to watch a call of the current thread.
   *
   * @param onTimeout responds to the sender; it runs once, on another thread, and only if the call
   *     is late
   */
  Call begin(Runnable onTimeout) {
    Call call = new Call(onTimeout);
    lock.lock();
    try {
      link(call);
    } finally {
      lock.unlock();
    }
    return call;
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

  /** Inserts a call after all calls that time out before it; nearly always that is the end. */
  private void link(Call call) {
    Call before = last;
    while (before != null && before.dueNanos - call.dueNanos > 0) {
      before = before.previous;
    }
    Call after = before == null ? first : before.next;
    call.previous = before;
    call.next = after;
    call.linked = true;
    if (before == null) {
      first = call;
    } else {
      before.next = call;
    }
    if (after == null) {
      last = call;
    } else {
      after.previous = call;
    }
  }

  private void unlink(Call call) {
    if (!call.linked) {
      return;
    }
    call.linked = false;
    if (call.previous == null) {
      first = call.next;
    } else {
      call.previous.next = call.next;
    }
    if (call.next == null) {
      last = call.previous;
    } else {
      call.next.previous = call.previous;
    }
  }

  private void watch() {
    while (true) {
      try {
        expire(awaitDue());
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) { // without this thread, no call would ever time out
        JsonLog.process().failure("call-deadlines", "a timeout failed", e);
      }
    }
  }

  private Call awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        Call call = first;
        long now = System.nanoTime();
        if (call == null || call.dueNanos - now > 0) {
          // Nothing ends this wait early, because no call that begins later is due earlier.
          elapsed.awaitNanos(call == null ? timeoutNanos : call.dueNanos - now);
          continue;
        }
        unlink(call);
        if (call.due(now)) {
          call.answered = new CountDownLatch(1);
          stuck++;
          return call;
        }
        call.postpone(now);
        link(call);
      }
    } finally {
      lock.unlock();
    }
  }

  private void expire(Call call) {
    CountDownLatch answered = call.answered;
    late.execute(
        () -> {
          try {
            call.onTimeout.run();
          } catch (Throwable e) { // a thread that ends here might not be replaced
            JsonLog.process().failure("call-deadlines", "a late call could not be answered", e);
          } finally {
            if (answered != null) {
              answered.countDown();
            }
          }
        });
    lock.lock();
    try {
      if (!call.ended) {
        call.thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
