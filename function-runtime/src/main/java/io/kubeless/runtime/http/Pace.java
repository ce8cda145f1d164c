package io.kubeless.runtime.http;

import java.util.concurrent.TimeUnit;

/**
 * Learns how long requests take. A quick one is served by the thread that has received it, because
 * another thread would cost more than the request.
 */
final class Pace {
  /** A request is expected to be quick if the last ones took less than this in the mean. */
  static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private static final int WEIGHT = 64; // of all former requests beside the last one
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  // Updates that are lost when two threads write at the same time do not change the mean much.
  private volatile long meanNanos = 2 * QUICK_NANOS;

  /** Returns whether the next request will probably be quick. */
  boolean quick() {
    return meanNanos < QUICK_NANOS;
  }

  /** Learns from a request. */
  void served(long nanos) {
    long mean = meanNanos;
    meanNanos = mean + (Math.min(nanos, LONGEST_NANOS) - mean) / WEIGHT;
  }
}
