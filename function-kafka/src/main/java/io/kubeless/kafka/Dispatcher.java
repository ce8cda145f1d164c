package io.kubeless.kafka;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.TriggerMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Distributes records over the threads that call the function. The records of a lane are processed
 * one after the other, those of different lanes at the same time. A lane whose first record waits
 * for its next attempt occupies no thread.
 *
 * <p>A record during whose processing an earlier process has ended is processed while no other one
 * is, so that a further end of the process is certainly due to it.
 */
final class Dispatcher {
  private static final Duration POSTPONED = Duration.ofMillis(50);
  private static final int MOST_IN_A_ROW = 64; // records of a lane, before other lanes have a turn

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private final PriorityQueue<Lane> delayed =
      new PriorityQueue<>(Comparator.comparingLong(lane -> lane.notBefore));
  private final Map<Lane, Long> startedNanos = new HashMap<>();
  private final int parallelism;
  private final Executor threads;
  private final Attempts attempts;
  private final DeadLetters deadLetters;
  private final DeadLetterRetries deadLetterRetries;
  private final InFlightJournal journal;
  private final TriggerMetrics metrics;
  private int workers;
  private boolean alone; // a suspect is being processed
  private boolean paused;
  private boolean held;
  private boolean stopped;

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
    this.deadLetterRetries = deadLetterRetries;
    this.journal = journal;
    this.metrics = metrics;
  }

  /** Adds received records of a partition. */
  void add(Partition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    lock.lock();
    try {
      for (Lane lane : partition.add(records, journal.suspects(partition.id.partition()))) {
        if (!lane.scheduled) {
          schedule(lane);
        }
      }
      startWorkers();
    } finally {
      lock.unlock();
    }
  }

  private void schedule(Lane lane) {
    lane.scheduled = true;
    PendingRecord first = lane.queue.peekFirst();
    if (first != null && first.deaths > 0) {
      ready.addFirst(lane);
    } else {
      ready.addLast(lane);
    }
  }

  private void delay(Lane lane, Duration delay) {
    lane.notBefore = System.nanoTime() + delay.toNanos();
    delayed.add(lane);
  }

  /** Starts no further record until {@link #resume}. */
  void pause() {
    lock.lock();
    try {
      paused = true;
    } finally {
      lock.unlock();
    }
  }

  /** Starts no further record while {@code now} is true, independent of a pause. */
  void hold(boolean now) {
    lock.lock();
    try {
      held = now;
      startWorkers();
    } finally {
      lock.unlock();
    }
  }

  void resume() {
    lock.lock();
    try {
      paused = false;
      startWorkers();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes lanes ready whose delay is over.
   *
   * @return the time until the next one, empty if no lane is delayed
   */
  Optional<Duration> promote() {
    lock.lock();
    try {
      long now = System.nanoTime();
      while (!delayed.isEmpty() && delayed.element().notBefore - now <= 0) {
        schedule(delayed.remove());
      }
      startWorkers();
      return delayed.isEmpty()
          ? Optional.empty()
          : Optional.of(Duration.ofNanos(delayed.element().notBefore - now));
    } finally {
      lock.unlock();
    }
  }

  private boolean starts() {
    return !paused && !held && !stopped;
  }

  private void startWorkers() {
    while (starts() && workers < Math.min(parallelism, startedNanos.size() + ready.size())) {
      workers++;
      threads.execute(this::work);
    }
  }

  private void work() {
    Lane lane = null;
    int inARow = 0;
    try {
      while (true) {
        PendingRecord record;
        int slot;
        lock.lock();
        try {
          lane = next(lane, inARow);
          if (lane == null) {
            return;
          }
          record = lane.queue.getFirst();
          slot = begin(lane, record);
        } finally {
          lock.unlock();
        }
        inARow++;
        boolean more = process(lane, record, slot);
        if (!more) {
          lane = null;
          inARow = 0;
        }
      }
    } finally {
      endWorker();
    }
  }

  private void endWorker() {
    lock.lock();
    try {
      workers--;
      startWorkers();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the lane to process next: the current one, if it is another lane's turn not yet. */
  private @Nullable Lane next(@Nullable Lane current, int inARow) {
    if (current != null) {
      if (!current.partition.closed
          && starts()
          && inARow < MOST_IN_A_ROW
          && !suspect(current)
          && !suspectWaits()) {
        return current;
      }
      release(current);
    }
    while (starts() && !alone && !ready.isEmpty()) {
      Lane lane = ready.getFirst();
      if (suspect(lane) && !startedNanos.isEmpty() && !lane.partition.closed) {
        return null; // the thread that ends last takes it
      }
      ready.removeFirst();
      if (!lane.partition.closed && !lane.queue.isEmpty()) {
        alone = suspect(lane);
        return lane;
      }
      lane.scheduled = false;
    }
    return null;
  }

  private void release(Lane lane) {
    if (lane.queue.isEmpty() || lane.partition.closed) {
      lane.scheduled = false;
    } else {
      schedule(lane);
    }
  }

  private static boolean suspect(Lane lane) {
    PendingRecord first = lane.queue.peekFirst();
    return first != null && first.deaths > 0;
  }

  private boolean suspectWaits() {
    Lane first = ready.peekFirst();
    return first != null && suspect(first);
  }

  private int begin(Lane lane, PendingRecord record) {
    startedNanos.put(lane, System.nanoTime());
    lane.partition.running++;
    return journal.begin(lane.partition.id.partition(), record.offset, record.deaths);
  }

  /**
   * Processes one record.
   *
   * @return whether this thread may continue with the lane
   */
  private boolean process(Lane lane, PendingRecord record, int slot) {
    Decision decision = new Decision.Keep();
    try {
      decision =
          record.failure().isPresent()
              ? new Decision.WriteDeadLetter(record.failure().get())
              : attempts.run(
                  RecordMessages.of(record.record(), record.attempts + 1), record.deaths);
    } finally {
      lock.lock();
      try {
        if (!(decision instanceof Decision.Keep)) { // the journal must still contain it
          journal.end(slot);
          alone = false;
          startedNanos.remove(lane);
        }
        apply(lane, record, decision);
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
    if (decision instanceof Decision.WriteDeadLetter write) {
      deadLetters.write(
          record.record(), write.failure(), problem -> written(lane, record, problem));
      return false;
    }
    return (decision instanceof Decision.Succeeded || decision instanceof Decision.Skip)
        && hasMore(lane);
  }

  private boolean hasMore(Lane lane) {
    lock.lock();
    try {
      if (lane.queue.isEmpty()) {
        lane.scheduled = false;
        return false;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void apply(Lane lane, PendingRecord record, Decision decision) {
    if (!(decision instanceof Decision.WriteDeadLetter)) { // it is still running until it is stored
      lane.partition.running--;
    }
    if (decision instanceof Decision.Succeeded) {
      metrics.succeeded();
      settle(lane, record);
    } else if (decision instanceof Decision.Skip) {
      metrics.skipped();
      settle(lane, record);
    } else if (decision instanceof Decision.Retry retry) {
      metrics.retried();
      record.attempts++;
      delay(lane, retry.delay());
    } else if (decision instanceof Decision.Postpone) {
      delay(lane, POSTPONED);
    } else if (decision instanceof Decision.WriteDeadLetter write) {
      record.attempts = write.failure().attempts();
      record.failed(write.failure());
    } else if (decision instanceof Decision.Stop) {
      lane.partition.stop();
    }
  }

  private void settle(Lane lane, PendingRecord record) {
    lane.partition.settle(record);
    lane.removeFirst();
  }

  /** Continues after a dead letter was stored or not. */
  private void written(Lane lane, PendingRecord record, @Nullable Exception problem) {
    lock.lock();
    try {
      lane.partition.running--;
      if (problem == null) {
        metrics.deadLettered();
        settle(lane, record);
        release(lane);
        startWorkers();
      } else if (!lane.partition.closed) {
        delay(lane, deadLetterRetries.after(record, problem));
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
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
      delayed.removeIf(lane -> partitions.contains(lane.partition));
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

  /** Starts no further record at all. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the current state of a partition. */
  PartitionState state(Partition partition, long position) {
    lock.lock();
    try {
      return partition.state(position);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether a call has been running for longer than a duration. */
  Optional<String> stuck(Duration most) {
    lock.lock();
    try {
      long now = System.nanoTime();
      for (Map.Entry<Lane, Long> entry : startedNanos.entrySet()) {
        Lane lane = entry.getKey();
        if (now - entry.getValue() > most.toNanos()) {
          return Optional.of(RecordMessages.id(lane.queue.getFirst().record()));
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
