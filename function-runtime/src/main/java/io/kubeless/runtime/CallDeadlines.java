package io.kubeless.runtime;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Watches the calls in flight. All have the same timeout, so they come due in the order they began:
 * a linked list does, and a call that ends in time leaves it at no cost.
 */
final class CallDeadlines {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long timeoutNanos;
  private @Nullable Call first;
  private @Nullable Call last;
  private int stuck;

  CallDeadlines(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    Thread thread = new Thread(this::watch, "call-deadlines");
    thread.setDaemon(true);
    thread.start();
  }

  /** One call, from its begin to the end of its thread's work. */
  final class Call {
    private final long deadlineNanos = System.nanoTime() + timeoutNanos;
    private final Thread thread = Thread.currentThread();
    private final Runnable onTimeout;
    private @Nullable Call previous;
    private @Nullable Call next;
    private boolean linked;
    private boolean ended;
    private boolean late;

    private Call(Runnable onTimeout) {
      this.onTimeout = onTimeout;
    }

    /** Returns what is left of the timeout, zero when it is used up. */
    Duration remaining() {
      return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /**
     * Ends the watch, the first time it is called; an interrupt that came for this call is taken
     * off the thread.
     */
    void end() {
      lock.lock();
      try {
        if (ended) {
          return;
        }
        ended = true;
        unlink(this);
        if (late) {
          stuck--;
          Thread.interrupted();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Begins to watch a call of the current thread.
   *
   * @param onTimeout answers the sender; it runs before the thread is interrupted
   */
  Call begin(Runnable onTimeout) {
    Call call = new Call(onTimeout);
    lock.lock();
    try {
      call.previous = last;
      if (last == null) {
        first = call;
        changed.signal();
      } else {
        last.next = call;
      }
      last = call;
      call.linked = true;
    } finally {
      lock.unlock();
    }
    return call;
  }

  /** Returns how many calls go on although their time is over. */
  int stuck() {
    lock.lock();
    try {
      return stuck;
    } finally {
      lock.unlock();
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
        Call due = awaitDue();
        due.onTimeout.run();
        interrupt(due);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        JsonLog.process().failure("call-deadlines", "a timeout could not be answered", e);
      }
    }
  }

  private Call awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        Call call = first;
        if (call == null) {
          changed.await();
          continue;
        }
        long left = call.deadlineNanos - System.nanoTime();
        if (left <= 0) {
          unlink(call);
          call.late = true;
          stuck++;
          return call;
        }
        // The first may end meanwhile: then this wakes too early, looks again and waits on.
        changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void interrupt(Call call) {
    lock.lock();
    try {
      if (!call.ended) {
        call.thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
