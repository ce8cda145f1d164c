package io.kubeless.runtime.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that requests and answers may take together. A request that would exceed it is refused,
 * because a full heap ends the process with all calls in it.
 */
public final class MemoryBudget {
  // The cost of a connection covers this, so that small requests do not share a counter.
  private static final long FREE = 4096;

  private final long bytes;
  private final AtomicLong used = new AtomicLong();

  /** Creates a budget of that many bytes. */
  public MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Returns a budget of half of the heap; the other half is for the function. */
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

  /** The part of the budget of one request and its answer, used by one thread. */
  final class Lease implements AutoCloseable {
    private volatile long leased;

    /**
     * Makes the lease cover that many bytes. More than three quarters of the budget are covered by
     * three quarters, so that the largest request can be served, and small ones beside it.
     *
     * @return false if too little of the budget is free; then nothing is changed
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

    /** Returns whether it has a part of the budget. Any thread may call this. */
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
