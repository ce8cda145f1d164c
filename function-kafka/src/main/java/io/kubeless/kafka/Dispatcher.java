package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.TriggerMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Distributes records over the threads that call the function. The records of a lane are processed
 * one after the other, those of different lanes at the same time. A lane whose first record waits
 * for its next attempt occupies no thread. The thread that polls processes records that take little
 * time itself.
 */
final class Dispatcher {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(20); // of a run
  private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1); // worth no thread
  private static final int TOGETHER = 64; // quick calls with one reading of the clock

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Lanes lanes = new Lanes();
  private final int parallelism;
  private final Executor threads;
  private final Attempts attempts;
  private final DeadLetters deadLetters;
  private final InFlightJournal journal;
  private final Decisions decisions;
  private int workers;
  private long meanNanos = QUICK_NANOS; // for a record
  private boolean paused;
  private boolean held;
  private boolean stopped;

  /** Whether runs end before their next record. */
  private volatile boolean yield;

  Dispatcher(
      int parallelism,
      Executor threads,
      Attempts attempts,
      DeadLetters deadLetters,
      DeadLetterRetries deadLetterRetries,
      InFlightJournal journal,
      TriggerMetrics metrics) {
    this.parallelism = parallelism;
    this.threads = threads;
    this.attempts = attempts;
    this.deadLetters = deadLetters;
    this.journal = journal;
    this.decisions = new Decisions(lanes, deadLetterRetries, metrics);
  }

  private <T extends @Nullable Object> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      yield = !starts() || lanes.suspectWaits();
      lock.unlock();
    }
  }

  /** Changes what may be started, and starts it. */
  private void change(Runnable action) {
    locked(
        () -> {
          action.run();
          startWorkers();
          return true;
        });
  }

  /**
   * Returns a partition without records.
   *
   * @param earlier what the process that had the partition before has committed
   */
  Partition open(TopicPartition id, Order order, CommitMetadata earlier) {
    return new Partition(id, order, earlier, journal.suspects(id.partition()));
  }

  /** Adds received records of a partition, whose processing {@link #start} starts. */
  void add(Partition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    locked(
        () -> {
          partition.add(records).forEach(lanes::offer);
          return true;
        });
  }

  /** Starts the processing of records that were added, on other threads. */
  void start() {
    change(() -> {});
  }

  /**
   * Returns whether the processing of records that were added will probably take so little time
   * that it is not worth another thread.
   *
   * @param records number of records
   */
  boolean quick(int records) {
    return locked(() -> starts() && workers < parallelism && records * meanNanos <= QUICK_NANOS);
  }

  /**
   * Processes records on the current thread, for a short time.
   *
   * @param late whether a call takes too long; asked after each call
   */
  void workHere(BooleanSupplier late) {
    locked(() -> workers++);
    work(2 * QUICK_NANOS, () -> yield || late.getAsBoolean(), TOGETHER);
  }

  /** Starts no further record until {@link #resume}. */
  void pause() {
    change(() -> paused = true);
  }

  void resume() {
    change(() -> paused = false);
  }

  /** Starts no further record while {@code now} is true, independent of a pause. */
  void hold(boolean now) {
    change(() -> held = now);
  }

  /** Starts no further record at all. */
  void stop() {
    change(() -> stopped = true);
  }

  /**
   * Makes lanes ready whose delay is over.
   *
   * @return the time until the next one, empty if no lane is delayed
   */
  Optional<Duration> promote() {
    return locked(
        () -> {
          Optional<Duration> next = lanes.promote();
          startWorkers();
          return next;
        });
  }

  private boolean starts() {
    return !paused && !held && !stopped;
  }

  private void startWorkers() {
    while (starts() && workers < Math.min(parallelism, lanes.active())) {
      workers++;
      threads.execute(() -> work(Long.MAX_VALUE, () -> yield, 1));
    }
  }

  /** Processes records until there is nothing left to start, or for a time. */
  private void work(long mostNanos, BooleanSupplier yields, int together) {
    try {
      long begunNanos = System.nanoTime();
      LaneRun run = locked(this::begin);
      while (run != null) {
        process(run, yields, Math.min(mostNanos, MOST_NANOS), together);
        run = System.nanoTime() - begunNanos < mostNanos ? locked(this::begin) : null;
      }
    } finally {
      change(() -> workers--);
    }
  }

  /** Begins a run of a lane, if there is one that may be processed. */
  private @Nullable LaneRun begin() {
    Lane lane = starts() ? lanes.take() : null;
    if (lane == null) {
      return null;
    }
    lanes.begin(lane);
    lane.partition.running++;
    PendingRecord first = lane.queue.getFirst();
    return new LaneRun(
        lane, journal.begin(lane.partition.id.partition(), first.offset, first.deaths));
  }

  private void process(LaneRun run, BooleanSupplier yields, long mostNanos, int together) {
    try {
      run.process(attempts, journal, yields, mostNanos, together);
    } finally {
      locked(() -> end(run));
    }
    if (run.decision() instanceof Decision.WriteDeadLetter write) {
      PendingRecord record = run.current();
      deadLetters.write(
          record.record(), write.failure(), problem -> written(run.lane, record, problem));
    }
  }

  /** Applies the decision about a run. */
  private boolean end(LaneRun run) {
    decisions.progress(run);
    if (run.decision() instanceof Decision.Keep) { // the journal must still contain it
      run.lane.partition.running--;
    } else {
      journal.end(run.slot);
      decisions.apply(run.lane, run.decision());
      learn(run.meanNanos());
    }
    ended.signalAll();
    return true;
  }

  /** Notes the time of a record. A run that was interrupted by others is no reason to expect it. */
  private void learn(long nanos) {
    long most = 2 * meanNanos + TimeUnit.MICROSECONDS.toNanos(1);
    meanNanos += (Math.min(nanos, most) - meanNanos) / 8;
  }

  /** Continues after a dead letter was stored or not. */
  private void written(Lane lane, PendingRecord record, @Nullable Exception problem) {
    change(
        () -> {
          decisions.written(lane, record, problem);
          ended.signalAll();
        });
  }

  /**
   * Starts no further record of partitions, and waits until those that are being processed have
   * ended.
   *
   * @return false if some of them are still being processed at the deadline
   */
  boolean close(Collection<Partition> partitions, long deadlineNanos) {
    lock.lock();
    try {
      partitions.forEach(partition -> partition.closed = true);
      lanes.removeDelayed(partitions);
      while (partitions.stream().anyMatch(partition -> partition.running > 0)) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        ended.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the current state of a partition. */
  PartitionState state(Partition partition) {
    return locked(partition::state);
  }

  /**
   * Returns what is to be committed for a partition.
   *
   * @param position the offset after all records and markers that the consumer has returned
   */
  OffsetAndMetadata committable(Partition partition, long position) {
    return locked(() -> partition.committable(position));
  }

  /** Returns the id of an event whose call has been running for longer than a duration. */
  Optional<String> stuck(Duration most) {
    return locked(() -> lanes.stuck(most));
  }
}
