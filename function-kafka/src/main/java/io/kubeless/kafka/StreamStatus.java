package io.kubeless.kafka;

/**
 * What the thread that polls has seen last.
 *
 * @param connected whether the brokers have ever responded
 * @param pollNanos end of the last poll, as {@link System#nanoTime}
 * @param answeredNanos when the brokers last answered, as {@link System#nanoTime}
 * @param partitions number of assigned partitions
 * @param unsettled number of records that were received and are not settled
 * @param oldestNanos when the oldest of them was received, 0 if there is none
 * @param lag number of records of the assigned partitions that are not settled, including those
 *     that were not received
 * @param stopped number of partitions that a failure has stopped
 * @param problem the reason why no records are received, empty if there is none
 */
record StreamStatus(
    boolean connected,
    long pollNanos,
    long answeredNanos,
    int partitions,
    long unsettled,
    long oldestNanos,
    long lag,
    int stopped,
    String problem) {

  /** Returns the status before the first poll. */
  static StreamStatus initial() {
    long now = System.nanoTime();
    return new StreamStatus(false, now, now, 0, 0, 0, 0, 0, "not connected yet");
  }

  /** Returns the status after a further poll. */
  StreamStatus polled() {
    return copy(System.nanoTime(), problem);
  }

  StreamStatus withProblem(String reason) {
    return copy(pollNanos, reason);
  }

  private StreamStatus copy(long poll, String reason) {
    return new StreamStatus(
        connected, poll, answeredNanos, partitions, unsettled, oldestNanos, lag, stopped, reason);
  }
}
