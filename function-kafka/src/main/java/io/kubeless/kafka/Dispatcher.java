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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Distributes records over the threads that call the function. The records of a lane are processed
 * one after the other, those of different lanes at the same time. A lane whose first record waits
 * for its next attempt occupies no thread.
 */
final class Dispatcher {
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
  private boolean paused;
  private boolean held;
  private boolean stopped;

  /**
   * A record whose turn it is.
   *
   * @param slot of the journal
   * @param inARow number of records of the lane that the thread has processed, with this one
   */
  private record Turn(Lane lane, PendingRecord record, int slot, int inARow) {}

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
      lock.unlock();
    }
  }

  /** Changes what may be started, and starts it. */
  private void change(Runnable action) {
    lock.lock();
    try {
      action.run();
      startWorkers();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns a partition without records.
   *
   * @param earlier what the process that had the partition before has committed
   */
  Partition open(TopicPartition id, Order order, CommitMetadata earlier) {
    return new Partition(id, order, earlier, journal.suspects(id.partition()));
  }

  /** Adds received records of a partition. */
  void add(Partition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    change(() -> partition.add(records).forEach(lanes::offer));
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
      threads.execute(this::work);
    }
  }

  private void work() {
    try {
      Turn turn = locked(() -> next(null));
      while (turn != null) {
        turn = process(turn);
      }
    } finally {
      change(() -> workers--);
    }
  }

  /** Returns the next turn after one whose lane is not scheduled otherwise. */
  private @Nullable Turn next(@Nullable Turn last) {
    if (last != null) {
      if (starts() && lanes.continues(last.lane(), last.inARow())) {
        return begin(last.lane(), last.inARow() + 1);
      }
      lanes.release(last.lane());
    }
    Lane lane = starts() ? lanes.take() : null;
    return lane == null ? null : begin(lane, 1);
  }

  private Turn begin(Lane lane, int inARow) {
    PendingRecord record = lane.queue.getFirst();
    lanes.begin(lane);
    lane.partition.running++;
    int slot = journal.begin(lane.partition.id.partition(), record.offset, record.deaths);
    return new Turn(lane, record, slot, inARow);
  }

  /** Processes one record, and returns the next one; null if the thread is not needed any more. */
  private @Nullable Turn process(Turn turn) {
    PendingRecord record = turn.record();
    Decision decision = new Decision.Keep();
    try {
      decision =
          record.failure().isPresent()
              ? new Decision.WriteDeadLetter(record.failure().get())
              : attempts.run(
                  RecordMessages.of(record.record(), record.attempts + 1), record.deaths);
    } finally {
      if (decision instanceof Decision.Keep) { // the journal must still contain it
        lock.lock();
        try {
          turn.lane().partition.running--;
          ended.signalAll();
        } finally {
          lock.unlock();
        }
      }
    }
    if (decision instanceof Decision.Keep) {
      return locked(() -> next(null));
    }
    if (decision instanceof Decision.WriteDeadLetter write) {
      locked(() -> end(turn, write));
      deadLetters.write(
          record.record(), write.failure(), problem -> written(turn.lane(), record, problem));
      return locked(() -> next(null));
    }
    Decision other = decision;
    return locked(() -> next(end(turn, other)));
  }

  /** Applies a decision, and returns the turn unless its lane is scheduled otherwise now. */
  private @Nullable Turn end(Turn turn, Decision decision) {
    journal.end(turn.slot());
    boolean continues = decisions.apply(turn.lane(), turn.record(), decision);
    ended.signalAll();
    return continues ? turn : null;
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
