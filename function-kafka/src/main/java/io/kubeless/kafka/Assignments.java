package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The partitions of one consumer and the offsets that it commits. All methods are called by the
 * thread that polls, so that no lock is shared with a rebalance.
 */
final class Assignments implements ConsumerRebalanceListener {
  private static final int MOST_KEPT = 2000;
  private static final long MOST_UNCOMMITTED_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration COMMITTED = Duration.ofSeconds(10);
  private static final Duration COMMIT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Dispatcher dispatcher;
  private final Order order;
  private final long bufferBytes;
  private final Duration mostWait;
  private final System.Logger logger;
  private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();
  private boolean committing;
  private boolean held;
  private long committedNanos = System.nanoTime(); // when nothing was left to commit
  private boolean draining;

  /**
   * Creates assignments without partitions.
   *
   * @param mostWait how long a rebalance waits for records that are being processed
   */
  Assignments(
      Consumer<byte[], byte[]> consumer,
      Dispatcher dispatcher,
      Order order,
      long bufferBytes,
      Duration mostWait,
      System.Logger logger) {
    this.consumer = consumer;
    this.dispatcher = dispatcher;
    this.order = order;
    this.bufferBytes = bufferBytes;
    this.mostWait = mostWait;
    this.logger = logger;
  }

  Collection<Partition> all() {
    return partitions.values();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(assigned);
    for (TopicPartition id : assigned) {
      OffsetAndMetadata offset = committed.get(id);
      CommitMetadata metadata =
          offset == null
              ? CommitMetadata.empty()
              : CommitMetadata.parse(offset.offset(), offset.metadata());
      Partition partition = new Partition(id, order, metadata);
      if (offset != null) {
        partition.committed = offset.offset();
        partition.committedMetadata = offset.metadata();
      }
      partitions.put(id, partition);
    }
    if (draining) {
      consumer.pause(assigned);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(Collection<TopicPartition> ids) {
    try {
      return ids.isEmpty() ? Map.of() : consumer.committed(new HashSet<>(ids), COMMITTED);
    } catch (TimeoutException e) {
      logger.log(
          System.Logger.Level.WARNING,
          "the committed metadata of " + ids + " could not be read; events may be repeated");
      return Map.of();
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    release(revoked, System.nanoTime() + mostWait.toNanos());
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    logger.log(
        System.Logger.Level.WARNING, "partitions " + lost + " are lost; their events are repeated");
    dispatcher.close(remove(lost), System.nanoTime()); // another member may have them already
  }

  /** Waits for records that are being processed, and commits what is settled. */
  private void release(Collection<TopicPartition> ids, long deadlineNanos) {
    List<Partition> released = remove(ids);
    boolean all = dispatcher.close(released, deadlineNanos);
    if (!all) {
      logger.log(
          System.Logger.Level.WARNING,
          "partitions " + ids + " are revoked while events are being processed; they are repeated");
    }
    commitNow(released);
  }

  private List<Partition> remove(Collection<TopicPartition> ids) {
    List<Partition> removed = new ArrayList<>();
    for (TopicPartition id : ids) {
      Partition partition = partitions.remove(id);
      if (partition != null) {
        removed.add(partition);
      }
    }
    return removed;
  }

  /** Passes received records on. */
  void add(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition id : records.partitions()) {
      Partition partition = partitions.get(id);
      if (partition == null) {
        continue;
      }
      long first = records.records(id).get(0).offset();
      if (first <= partition.last) { // the topic was created again
        dispatcher.close(List.of(partition), System.nanoTime());
        partition = new Partition(id, order, CommitMetadata.empty());
        partitions.put(id, partition);
      }
      dispatcher.add(partition, records.records(id));
    }
  }

  /** Pauses partitions with many records in memory, and resumes them when half are settled. */
  void limit() {
    long most = bufferBytes / Math.max(1, partitions.size());
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    for (Partition partition : partitions.values()) {
      PartitionState state = dispatcher.state(partition, 0);
      boolean full = state.kept() >= MOST_KEPT || state.bytes() >= most || state.stopped();
      boolean half = state.kept() <= MOST_KEPT / 2 && state.bytes() <= most / 2;
      if (full && !partition.paused) {
        partition.paused = true;
        pause.add(partition.id);
      } else if (partition.paused && half && !state.stopped()) {
        partition.paused = false;
        resume.add(partition.id);
      }
    }
    consumer.pause(pause);
    if (!draining) {
      consumer.resume(resume);
    }
  }

  /** Commits in the background, unless the last commit has not ended. */
  void commit() {
    holdWithoutCommits();
    if (committing) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> due = due(partitions.values());
    if (due.isEmpty()) {
      committedNanos = System.nanoTime();
      return;
    }
    committing = true;
    consumer.commitAsync(
        due,
        (offsets, problem) -> {
          committing = false;
          if (problem == null) {
            committed(offsets, partitions);
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
  private void commitNow(Collection<Partition> of) {
    try {
      tryCommit(of);
    } catch (KafkaException e) { // the records are processed again, by their new owner
      logger.log(
          System.Logger.Level.WARNING,
          "the offsets of " + ids(of) + " could not be committed; events are repeated: " + e);
    }
  }

  private static List<TopicPartition> ids(Collection<Partition> of) {
    return of.stream().map(partition -> partition.id).toList();
  }

  private void tryCommit(Collection<Partition> of) {
    Map<TopicPartition, OffsetAndMetadata> due = due(of);
    if (!due.isEmpty()) {
      consumer.commitSync(due, COMMIT);
      Map<TopicPartition, Partition> byId = new HashMap<>();
      of.forEach(partition -> byId.put(partition.id, partition));
      committed(due, byId);
    }
  }

  private static void committed(
      Map<TopicPartition, OffsetAndMetadata> offsets, Map<TopicPartition, Partition> partitions) {
    offsets.forEach(
        (id, offset) -> {
          Partition partition = partitions.get(id);
          if (partition != null) {
            partition.committed = offset.offset();
            partition.committedMetadata = offset.metadata();
          }
        });
  }

  private Map<TopicPartition, OffsetAndMetadata> due(Collection<Partition> of) {
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    for (Partition partition : of) {
      Optional<Long> position = position(partition);
      if (position.isPresent()) {
        PartitionState state = dispatcher.state(partition, position.get());
        if (state.committable() != partition.committed
            || !state.metadata().equals(partition.committedMetadata)) {
          due.put(partition.id, new OffsetAndMetadata(state.committable(), state.metadata()));
        }
      }
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
      long last = Math.max(partition.last + 1, partition.committed);
      return last > 0 ? Optional.of(last) : Optional.empty();
    } catch (IllegalStateException e) { // it is not assigned any more
      logger.log(System.Logger.Level.WARNING, "partition " + partition.id + " has no position");
      return Optional.empty();
    }
  }

  /** Starts no further record, and accepts none. */
  void beginDrain() {
    draining = true;
    dispatcher.stop();
    consumer.pause(consumer.assignment());
  }

  /** Returns whether no record is being processed any more; waits for a short time. */
  boolean drained() {
    return dispatcher.close(partitions.values(), System.nanoTime() + 20_000_000);
  }

  /**
   * Commits what is settled, before the consumer leaves the group. A commit is refused while a
   * rebalance is in progress, which further polls complete.
   */
  void commitLast(long deadlineNanos) {
    while (System.nanoTime() - deadlineNanos < 0) {
      try {
        tryCommit(partitions.values());
        return;
      } catch (RebalanceInProgressException e) {
        consumer.poll(Duration.ofMillis(50));
      } catch (KafkaException e) {
        break;
      }
    }
    commitNow(partitions.values());
  }
}
