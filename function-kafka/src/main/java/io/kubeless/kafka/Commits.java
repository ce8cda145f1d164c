package io.kubeless.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;

/** Commits offsets before which all records are settled. Used by the thread that polls. */
final class Commits {
  private static final long MOST_UNCOMMITTED_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Dispatcher dispatcher;
  private final System.Logger logger;
  private boolean committing;
  private boolean held;
  private long committedNanos = System.nanoTime(); // when nothing was left to commit

  Commits(Consumer<byte[], byte[]> consumer, Dispatcher dispatcher, System.Logger logger) {
    this.consumer = consumer;
    this.dispatcher = dispatcher;
    this.logger = logger;
  }

  /** Commits in the background, unless the last commit has not ended. */
  void begin(Collection<Partition> partitions) {
    holdWithoutCommits();
    if (committing) {
      return;
    }
    Map<Partition, OffsetAndMetadata> due = due(partitions);
    if (due.isEmpty()) {
      committedNanos = System.nanoTime();
      return;
    }
    committing = true;
    consumer.commitAsync(
        byId(due),
        (offsets, problem) -> {
          committing = false;
          if (problem == null) {
            note(due);
            committedNanos = System.nanoTime();
          } else { // the next commit contains these offsets, too
            logger.log(System.Logger.Level.DEBUG, "a commit has failed", problem);
          }
        });
  }

  /**
   * Starts no further record while commits fail, because all that is settled without a commit is
   * repeated if the process ends.
   */
  private void holdWithoutCommits() {
    boolean hold = System.nanoTime() - committedNanos > MOST_UNCOMMITTED_NANOS;
    if (hold != held) {
      held = hold;
      dispatcher.hold(hold);
      logger.log(
          hold ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
          hold
              ? "offsets cannot be committed; no further event is processed until they can"
              : "offsets are committed again");
    }
  }

  /** Commits, and waits for it. */
  void commit(Collection<Partition> partitions) {
    commit(partitions, System.nanoTime());
  }

  /**
   * Commits, before the consumer leaves the group. A commit is refused while a rebalance is in
   * progress, which further polls complete.
   */
  void commit(Collection<Partition> partitions, long deadlineNanos) {
    while (true) {
      Map<Partition, OffsetAndMetadata> due = due(partitions);
      try {
        if (!due.isEmpty()) {
          consumer.commitSync(byId(due), TIMEOUT);
          note(due);
        }
        return;
      } catch (KafkaException e) {
        if (!(e instanceof RebalanceInProgressException)
            || System.nanoTime() - deadlineNanos >= 0) {
          List<TopicPartition> ids = due.keySet().stream().map(partition -> partition.id).toList();
          logger.log(
              System.Logger.Level.WARNING,
              "the offsets of " + ids + " could not be committed; events are repeated: " + e);
          return;
        }
        consumer.poll(Duration.ofMillis(50));
      }
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> byId(
      Map<Partition, OffsetAndMetadata> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(each -> each.getKey().id, Map.Entry::getValue));
  }

  private static void note(Map<Partition, OffsetAndMetadata> committed) {
    committed.forEach((partition, offset) -> partition.committed = Optional.of(offset));
  }

  private Map<Partition, OffsetAndMetadata> due(Collection<Partition> partitions) {
    Map<Partition, OffsetAndMetadata> due = new HashMap<>();
    for (Partition partition : partitions) {
      position(partition)
          .map(position -> dispatcher.committable(partition, position))
          .filter(offset -> !partition.committed.filter(offset::equals).isPresent())
          .ifPresent(offset -> due.put(partition, offset));
    }
    return due;
  }

  /**
   * Returns the position after all returned records, empty if there is none. While the consumer
   * validates a position, for example after a change of the leader, it is the offset after the last
   * record.
   */
  private Optional<Long> position(Partition partition) {
    try {
      return Optional.of(consumer.position(partition.id, Duration.ZERO));
    } catch (TimeoutException e) {
      long committed = partition.committed.map(OffsetAndMetadata::offset).orElse(0L);
      long last = Math.max(partition.last + 1, committed);
      return last > 0 ? Optional.of(last) : Optional.empty();
    } catch (IllegalStateException e) { // it is not assigned any more
      logger.log(System.Logger.Level.WARNING, "partition " + partition.id + " has no position");
      return Optional.empty();
    }
  }
}
