package io.kubeless.kafka;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.InFlightJournal;
import java.util.function.BooleanSupplier;

/**
 * The first records of a lane, which one thread processes one after the other, without a lock.
 * Meanwhile other threads only add records behind them. It ends with the first record that does not
 * succeed.
 */
final class LaneRun {
  private static final int MOST = 64; // records, before other lanes have a turn

  final Lane lane;

  /** The slot of the journal. */
  final int slot;

  private final PendingRecord[] records;
  private final int count;
  private int position;
  private long nanos;
  private Decision decision = new Decision.Keep();

  /** Begins with the first record of a lane, and contains those that may follow it at once. */
  LaneRun(Lane lane, int slot) {
    this.lane = lane;
    this.slot = slot;
    this.records = new PendingRecord[Math.min(MOST, lane.queue.size())];
    int added = 0;
    for (PendingRecord record : lane.queue) {
      if (added == records.length || (added > 0 && records[0].deaths + record.deaths > 0)) {
        break; // a suspect is processed alone
      }
      records[added++] = record;
    }
    this.count = added;
  }

  /**
   * Processes the records.
   *
   * @param yields whether the run ends before its next record
   * @param mostNanos the time after which no further record begins
   */
  void process(Attempts attempts, InFlightJournal journal, BooleanSupplier yields, long mostNanos) {
    long begunNanos = lane.startedNanos;
    try (Calls.Series series = attempts.series()) {
      while (true) {
        decision = new Decision.Keep(); // if an exception ends the run
        decision = attempt(attempts, series);
        nanos = series.nanoTime() - begunNanos;
        if (!(decision instanceof Decision.Succeeded)) {
          return;
        }
        current().settle();
        position++;
        if (position == count
            || nanos >= mostNanos
            || lane.partition.closed
            || yields.getAsBoolean()) {
          return;
        }
        journal.move(slot, current().offset);
        lane.startedNanos = begunNanos + nanos;
      }
    }
  }

  private Decision attempt(Attempts attempts, Calls.Series series) {
    PendingRecord record = current();
    return record.failure().isPresent()
        ? new Decision.WriteDeadLetter(record.failure().get())
        : attempts.run(
            series, RecordMessages.of(record.record(), record.attempts + 1), record.deaths);
  }

  /** Returns the record that was processed last, unless it has succeeded. */
  PendingRecord current() {
    return records[position];
  }

  /** Returns the number of records that are settled. */
  int settled() {
    return position;
  }

  /** Returns the decision about the record that was processed last. */
  Decision decision() {
    return decision;
  }

  /** Returns the mean time of its records. */
  long meanNanos() {
    return nanos / Math.max(1, position);
  }
}
