package io.kubeless.runtime.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The right of a thread to use its loop. While it serves a request itself, it lends the right, and
 * another thread may take it then.
 */
final class Turn {
  private static final long HAS = 0;
  private static final long TAKEN = -1;

  /** The number of the lending, or a constant. */
  private final AtomicLong state = new AtomicLong(HAS);

  private long lendings; // belongs to the thread that has the right

  /** Permits that the right is taken. */
  void lend() {
    state.set(++lendings);
  }

  /** Forbids from now on that the right is taken; returns false if it was taken. */
  boolean takeBack() {
    return state.compareAndSet(lendings, HAS);
  }

  /** Returns whether the right was taken. */
  boolean taken() {
    return state.get() == TAKEN;
  }

  /** Returns the number of the current lending, 0 if the right is not lent. */
  long lending() {
    return Math.max(HAS, state.get());
  }

  /** Takes the right away, unless that lending has ended. */
  boolean take(long lending) {
    return state.compareAndSet(lending, TAKEN);
  }
}
