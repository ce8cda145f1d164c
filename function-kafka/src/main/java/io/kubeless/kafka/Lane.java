package io.kubeless.kafka;

import java.util.ArrayDeque;

/**
 * Records that are processed one after the other. Guarded by the lock of the {@link Dispatcher}.
 */
final class Lane {
  final Partition partition;
  final ArrayDeque<PendingRecord> queue = new ArrayDeque<>();
  private final Runnable onEmpty;

  /** Whether the lane is ready, delayed, being processed or stopped, and must not be added. */
  boolean scheduled;

  /**
   * When the last call began, as {@link System#nanoTime}. The thread that processes the lane sets
   * it without the lock, and others may see it late.
   */
  long startedNanos;

  /** When the next attempt may start, as {@link System#nanoTime}. */
  long notBefore;

  Lane(Partition partition, Runnable onEmpty) {
    this.partition = partition;
    this.onEmpty = onEmpty;
  }

  /** Removes the first record, which is settled. */
  void removeFirst() {
    queue.removeFirst();
    if (queue.isEmpty()) {
      onEmpty.run();
    }
  }
}
