package io.kubeless.runtime;

import java.util.OptionalLong;

/** Determines how many connections fit in the memory of a process. */
final class Connections {
  private static final int BEYOND_CALLS = 2048;
  private static final int FEWEST = 64;
  // Buffers, sockets and small requests, which the memory budget does not count, may take a quarter
  // of the heap.
  private static final long HEAP_BYTES = 12 * 1024;
  // The part of a platform thread's stack that the JVM uses, measured on Java 17 and Linux.
  private static final long STACK_BYTES = 100 * 1024;
  // Code, classes and the JVM's own threads.
  private static final long JVM_BYTES = 40L << 20;

  private Connections() {}

  /**
   * Returns the maximum number of open connections.
   *
   * @param concurrency maximum number of concurrent calls
   * @param heapBytes maximum heap
   * @param limitBytes memory limit of the container, if it has one
   * @param virtual whether connections run on virtual threads, whose stacks are in the heap
   */
  static int most(int concurrency, long heapBytes, OptionalLong limitBytes, boolean virtual) {
    long most = Math.min(2L * concurrency + BEYOND_CALLS, heapBytes / 4 / HEAP_BYTES);
    if (!virtual && limitBytes.isPresent()) {
      most = Math.min(most, (limitBytes.getAsLong() - heapBytes - JVM_BYTES) / STACK_BYTES);
    }
    return (int) Math.max(most, FEWEST);
  }
}
