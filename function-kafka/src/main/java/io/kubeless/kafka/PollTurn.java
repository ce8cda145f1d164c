package io.kubeless.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right of a thread to use the consumer. While the thread processes records itself, it lends
 * the right, and another thread takes it if that takes too long. So polling is never blocked,
 * although records whose processing takes little time need no other thread.
 */
final class PollTurn {
  private static final long MOST_LENT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long HAS = 0;
  private static final long TAKEN = -1;

  private final Thread supervisor = Thread.currentThread();

  /** When the right was lent, as {@link System#nanoTime} with the last bit set; or a constant. */
  private final AtomicLong state = new AtomicLong(HAS);

  private volatile boolean idle; // the supervisor waits until the right is lent
  private volatile boolean ended;
  private volatile @Nullable Throwable problem;

  /**
   * Uses the consumer on the current thread, until the right is taken or there is nothing to do.
   */
  void run(Runnable polling) {
    try {
      polling.run();
    } catch (Throwable e) { // is thrown by the supervisor
      problem = e;
    } finally {
      ended = true;
      LockSupport.unpark(supervisor);
    }
  }

  /** Permits that the right is taken. */
  void lend() {
    state.set((System.nanoTime() | 1) & Long.MAX_VALUE);
    if (idle) {
      idle = false;
      LockSupport.unpark(supervisor);
    }
  }

  /** Returns whether the right was taken. */
  boolean taken() {
    return state.get() == TAKEN;
  }

  /** Returns whether the right was not taken, and forbids it from now on. */
  boolean takeBack() {
    return state.getAndUpdate(value -> value == TAKEN ? TAKEN : HAS) != TAKEN;
  }

  /**
   * Waits until the thread has ended, or the right was lent for too long.
   *
   * @return true if the thread has ended; false if the current thread has the right now
   */
  boolean await() {
    long lentNanos = System.nanoTime();
    while (!ended) {
      long now = System.nanoTime();
      long lent = state.get();
      if (lent != HAS) {
        lentNanos = now;
        if ((now & Long.MAX_VALUE) - lent > MOST_LENT_NANOS && state.compareAndSet(lent, TAKEN)) {
          return false;
        }
      }
      if (now - lentNanos > IDLE_NANOS) {
        idle = true;
        if (!ended && state.get() == HAS) {
          LockSupport.park(this);
        }
        idle = false;
        lentNanos = System.nanoTime();
      } else {
        LockSupport.parkNanos(this, MOST_LENT_NANOS);
      }
    }
    Throwable thrown = problem;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    return true;
  }
}
