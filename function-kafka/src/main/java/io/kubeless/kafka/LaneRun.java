package io.kubeless.kafka;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.InFlightJournal;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The first records of a lane, which one thread processes one after the other, without a lock.
 * Meanwhile other threads only add records behind them. It ends with the first record that does not
 * succeed.
 */
final class LaneRun {
  private static final int MOST = 256; // records, before other lanes have a turn
  private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(50); // of a group of calls

  final Lane lane;

  /** The slot of the journal. */
  final int slot;

  private final PendingRecord[] records;
  private final int count;
  private int position;
  private long nanos;
  private Decision decision = new Decision.Keep(); // if an exception ends the run

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
   * @param yields whether the run ends before its next record; asked after each call
   * @param mostNanos the time after which no further record begins
   * @param together how many calls may share a reading of the clock while they are quick; with more
   *     than one, another thread must watch the time and make the run yield
   */
  void process(
      Attempts attempts,
      InFlightJournal journal,
      BooleanSupplier yields,
      long mostNanos,
      int together) {
    long begunNanos = lane.startedNanos;
    int group = 1;
    int reading = 1; // the position at which the clock is read
    try (Attempts.Series series = attempts.series()) {
      while (true) {
        Decision next = attempt(series);
        if (!(next instanceof Decision.Succeeded)) {
          nanos = series.nanoTime() - begunNanos;
          decision = next;
          return;
        }
        current().settle();
        position++;
        boolean last = position == count || lane.partition.closed || yields.getAsBoolean();
        if (last || position == reading) {
          long before = nanos;
          nanos = series.nanoTime() - begunNanos;
          if (last || nanos >= mostNanos) {
            decision = next;
            return;
          }
          group = nanos - before <= QUICK_NANOS ? Math.min(2 * group, together) : 1;
          reading = position + group;
          lane.startedNanos = begunNanos + nanos;
        }
        journal.move(slot, current().offset);
      }
    }
  }

  private Decision attempt(Attempts.Series series) {
    PendingRecord record = current();
    return record.failure().isPresent()
        ? new Decision.WriteDeadLetter(record.failure().get())
        : series.run(new RecordMessage(record.record(), record.attempts + 1), record.deaths);
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
