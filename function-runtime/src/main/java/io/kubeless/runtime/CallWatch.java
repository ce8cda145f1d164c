package io.kubeless.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Watches the calls of one thread, of which one is running at a time. Beginning and ending a call
 * takes no lock, except for the first one.
 *
 * <p>A call either ends in time or is late, never both: each has a number, odd while it is running,
 * which only the first of the two threads can replace. So a timeout never affects the next call.
 */
final class CallWatch implements AutoCloseable {
  private static final int LATE = -1;
  private static final long SHORTEST_LOOK_NANOS = 50_000_000;
  private static final CountDownLatch NONE = new CountDownLatch(0);
  private static final VarHandle STATE;
  private static final VarHandle DEADLINE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(CallWatch.class, "state", int.class);
      DEADLINE = lookup.findVarHandle(CallWatch.class, "deadlineNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final CallDeadlines deadlines;
  private final long timeoutNanos;
  private final Runnable onTimeout;
  private final Thread thread = Thread.currentThread();

  /** The number of the call that is running, an even number if there is none, or {@link #LATE}. */
  private volatile int state;

  private volatile long deadlineNanos;
  private volatile long pausedAtNanos; // 0 while the clock is running

  // The following fields belong to the thread of the calls.
  private int number;
  private boolean added;

  // The following fields are guarded by the lock of the deadlines; the action also by the state.
  Runnable action;
  long dueNanos;
  boolean linked;
  CountDownLatch answered = NONE; // of a late call
  @Nullable CallWatch previous;
  @Nullable CallWatch next;

  CallWatch(CallDeadlines deadlines, long timeoutNanos, Runnable onTimeout) {
    this.deadlines = deadlines;
    this.timeoutNanos = timeoutNanos;
    this.onTimeout = onTimeout;
    this.action = onTimeout;
  }

  /**
   * Begins a call.
   *
   * @param nowNanos the current time, as {@link System#nanoTime}
   * @return its number, for {@link #remaining}
   */
  int begin(long nowNanos) {
    if (action != onTimeout) {
      action = onTimeout;
    }
    if (pausedAtNanos != 0) {
      pausedAtNanos = 0;
    }
    if (deadlineNanos != nowNanos + timeoutNanos) {
      DEADLINE.setRelease(this, nowNanos + timeoutNanos);
    }
    number = (number + 1) & Integer.MAX_VALUE;
    STATE.setRelease(this, number);
    if (!added) {
      added = true;
      dueNanos = nowNanos + timeoutNanos;
      deadlines.add(this);
    }
    return number;
  }

  /** Returns the remaining time of a call, zero if it has ended or its timeout is over. */
  Duration remaining(int call) {
    long left = deadlineNanos - System.nanoTime();
    return state == call && left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
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
   * Changes the action for the timeout of the current call.
   *
   * @return false if the call is late already
   */
  boolean onTimeout(Runnable changed) {
    return deadlines.onTimeout(this, changed);
  }

  /**
   * Ends the call; repeated calls have no effect. Afterwards the thread is not interrupted, and the
   * response to a late call has been written.
   *
   * @return whether the call ended in time, so that its response must still be sent
   */
  boolean end() {
    if ((number & 1) == 0) {
      return true;
    }
    int ending = number++;
    if (STATE.compareAndSet(this, ending, number)) {
      Thread.interrupted(); // what the handler left would end the next blocking call
      return true;
    }
    CountDownLatch written = deadlines.endLate(this);
    added = false;
    awaitUninterruptibly(written);
    return false;
  }

  /** Ends the watch, after the last call. */
  @Override
  public void close() {
    if (added) {
      added = false;
      deadlines.remove(this);
    }
  }

  /** Returns whether the current call is late. Guarded by the lock of the deadlines. */
  boolean late() {
    return state == LATE;
  }

  /**
   * Makes the current call late if it is due, or else sets when to look again. Guarded by the lock
   * of the deadlines.
   */
  boolean expire(long nowNanos) {
    int call = state;
    long paused = pausedAtNanos;
    long deadline = deadlineNanos;
    if ((call & 1) == 0) {
      dueNanos = nowNanos + timeoutNanos; // no call that begins from now on is due earlier
      return false;
    }
    long left = deadline - (paused == 0 ? nowNanos : paused);
    if (paused == 0 && left <= 0) {
      answered = new CountDownLatch(1);
      if (STATE.compareAndSet(this, call, LATE)) {
        return true;
      }
      left = timeoutNanos; // it has just ended
    }
    dueNanos = nowNanos + (paused == 0 ? left : Math.max(left, SHORTEST_LOOK_NANOS));
    return false;
  }

  /** Interrupts the thread of a late call. Guarded by the lock of the deadlines. */
  void interruptIfLate() {
    if (late()) {
      thread.interrupt();
    }
  }

  /** Ends a late call. Guarded by the lock of the deadlines. */
  void endedLate() {
    state = number;
    Thread.interrupted(); // an interrupt of ours would end the next blocking call
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
