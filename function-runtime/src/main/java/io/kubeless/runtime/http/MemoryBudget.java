package io.kubeless.runtime.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that requests and answers may take together. Who would exceed it is refused before the
 * heap is full, because a full heap ends the process and every call in it.
 */
public final class MemoryBudget {
  // Covered by what each connection may cost, so that small requests share no counter.
  private static final long FREE = 4096;

  private final long bytes;
  private final AtomicLong used = new AtomicLong();

  /** Makes a budget of that many bytes. */
  public MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Returns half of the heap: the rest is the function's own. */
  public static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 2);
  }

  /** Returns the size of the budget in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Returns how many bytes are in use. */
  public long used() {
    return used.get();
  }

  Lease lease() {
    return new Lease();
  }

  /** The part of the budget that one request and its answer have; for one thread. */
  final class Lease implements AutoCloseable {
    private volatile long leased;

    /**
     * Makes the lease cover that many bytes. More than three quarters of the budget are covered by
     * three quarters, so that the largest request can be served, and small ones beside it.
     *
     * @return false when the others leave too little, and nothing has changed
     */
    boolean cover(long wanted) {
      long mine = leased;
      long more = Math.min(wanted, bytes - bytes / 4) - mine;
      if (wanted <= FREE || more <= 0) {
        return true;
      }
      long before = used.get();
      while (before + more <= bytes) {
        if (used.compareAndSet(before, before + more)) {
          leased = mine + more;
          return true;
        }
        before = used.get();
      }
      return false;
    }

    /** Returns whether it has a part of the budget at all; for any thread. */
    boolean any() {
      return leased > 0;
    }

    @Override
    public void close() {
      used.addAndGet(-leased);
      leased = 0;
    }
  }
}
