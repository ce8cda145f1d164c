package io.kubeless.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lanes with records, in the order in which they are processed: lanes that are ready, lanes
 * whose first record waits for its next attempt, and lanes that are being processed. Guarded by the
 * lock of the {@link Dispatcher}.
 *
 * <p>A lane whose first record is suspected of having ended an earlier process is processed while
 * no other one is, so that a further end of the process is certainly due to it.
 */
final class Lanes {
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private final PriorityQueue<Lane> delayed =
      new PriorityQueue<>(Comparator.comparingLong(lane -> lane.notBefore));
  private final Set<Lane> taken = new HashSet<>();
  private boolean alone; // a suspect is being processed

  /** Returns the number of lanes that could be processed at the same time. */
  int active() {
    return taken.size() + ready.size();
  }

  /** Makes a lane ready that has received records, unless it is scheduled already. */
  void offer(Lane lane) {
    if (!lane.scheduled) {
      schedule(lane);
    }
  }

  private void schedule(Lane lane) {
    lane.scheduled = true;
    if (suspect(lane)) {
      ready.addFirst(lane);
    } else {
      ready.addLast(lane);
    }
  }

  /** Makes a lane ready later. */
  void delay(Lane lane, Duration delay) {
    taken.remove(lane);
    lane.notBefore = System.nanoTime() + delay.toNanos();
    delayed.add(lane);
  }

  /**
   * Makes lanes ready whose delay is over.
   *
   * @return the time until the next one, empty if no lane is delayed
   */
  Optional<Duration> promote() {
    long now = System.nanoTime();
    while (!delayed.isEmpty() && delayed.element().notBefore - now <= 0) {
      schedule(delayed.remove());
    }
    return delayed.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(delayed.element().notBefore - now));
  }

  /** Returns a lane of which the first record is processed now, null if there is none. */
  @Nullable Lane take() {
    while (!alone && !ready.isEmpty()) {
      Lane lane = ready.getFirst();
      if (suspect(lane) && !taken.isEmpty() && !lane.partition.closed) {
        return null; // the thread that ends last takes it
      }
      ready.removeFirst();
      if (!lane.partition.closed && !lane.queue.isEmpty()) {
        taken.add(lane);
        return lane;
      }
      lane.scheduled = false;
    }
    return null;
  }

  /** Makes a lane ready again that was taken, unless it has no record. */
  void release(Lane lane) {
    taken.remove(lane);
    if (lane.queue.isEmpty() || lane.partition.closed) {
      lane.scheduled = false;
    } else {
      schedule(lane);
    }
  }

  /** Notes that the call for the first record of a lane that was taken begins. */
  void begin(Lane lane) {
    alone = suspect(lane);
    lane.startedNanos = System.nanoTime();
  }

  /** Notes that the call has ended. */
  void end() {
    alone = false;
  }

  /** Notes that nothing of a lane that was taken is processed until it is delayed or released. */
  void suspend(Lane lane) {
    taken.remove(lane);
  }

  /** Forgets the delayed lanes of partitions. */
  void removeDelayed(Collection<Partition> partitions) {
    delayed.removeIf(lane -> partitions.contains(lane.partition));
  }

  private static boolean suspect(Lane lane) {
    PendingRecord first = lane.queue.peekFirst();
    return first != null && first.deaths > 0;
  }

  /** Returns whether a suspect waits until no other record is processed. */
  boolean suspectWaits() {
    Lane first = ready.peekFirst();
    return first != null && suspect(first);
  }

  /** Returns the id of an event whose call has been running for longer than a duration. */
  Optional<String> stuck(Duration most) {
    long now = System.nanoTime();
    return taken.stream()
        .filter(lane -> now - lane.startedNanos > most.toNanos())
        .flatMap(
            lane ->
                lane.queue.stream()
                    .filter(record -> !record.settled())
                    .limit(1)
                    .map(record -> RecordMessage.id(lane.partition.id, record.offset)))
        .findFirst();
  }
}
