package io.kubeless.runtime;

/**
 * The times of calls that follow each other, in the metrics. Calls that succeed can share a reading
 * of the clock: if together they take no longer than the first bound of the histogram, all of them
 * are in its first bucket. Their number and the sum of their times are always exact.
 */
final class CallTimes {
  private static final long QUICK_NANOS = Metrics.firstBucketNanos();

  private final Metrics metrics;
  private String method = "";
  private long readNanos; // the last reading of the clock; 0 if the next call begins with one
  private int unread; // successful calls since the last reading
  private int quickCalls; // that are not yet counted
  private long quickNanos;

  CallTimes(Metrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Begins a call.
   *
   * @return the last reading of the clock, as {@link System#nanoTime}
   */
  long begin(String next) {
    if (!next.equals(method)) {
      count();
      method = next;
    }
    if (readNanos == 0) {
      readNanos = System.nanoTime();
    }
    return readNanos;
  }

  /** Ends a successful call, whose time is read later. */
  void ended() {
    unread++;
  }

  /**
   * Ends and counts a call. Its time includes that of unread calls before it.
   *
   * @param last whether the next call does not begin where this one ends
   * @return its time in nanoseconds
   */
  long ended(boolean failed, boolean last) {
    long now = System.nanoTime();
    long nanos = now - readNanos;
    metrics.answered(method, 1, nanos, failed);
    readNanos = last ? 0 : now;
    return nanos;
  }

  /**
   * Reads the clock for the calls since the last reading.
   *
   * @return the current time, as {@link System#nanoTime}
   */
  long read() {
    long now = System.nanoTime();
    long nanos = readNanos == 0 ? 0 : now - readNanos; // 0 after a call that was counted with it
    readNanos = now;
    if (nanos <= QUICK_NANOS) {
      quickCalls += unread;
      quickNanos += unread == 0 ? 0 : nanos;
    } else if (unread > 0) { // one of them has probably taken nearly all of it
      quickCalls += unread - 1;
      metrics.answered(method, 1, nanos, false);
    }
    unread = 0;
    return now;
  }

  /** Updates the metrics, once for all quick calls. */
  void count() {
    if (unread > 0) {
      read();
    }
    if (quickCalls > 0) {
      metrics.answered(method, quickCalls, quickNanos, false);
      quickCalls = 0;
      quickNanos = 0;
    }
  }
}
