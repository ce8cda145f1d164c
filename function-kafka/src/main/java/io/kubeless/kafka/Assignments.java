package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The partitions of one consumer. All methods are called by the thread that polls, so that no lock
 * is shared with a rebalance.
 */
final class Assignments implements ConsumerRebalanceListener {
  private static final int MOST_KEPT = 2000;
  private static final Duration COMMITTED = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Dispatcher dispatcher;
  private final Commits commits;
  private final Order order;
  private final long bufferBytes;
  private final Duration mostWait;
  private final System.Logger logger;
  private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();
  private boolean draining;
  private boolean full;

  /**
   * Creates assignments without partitions.
   *
   * @param mostWait how long a rebalance waits for records that are being processed
   */
  Assignments(
      Consumer<byte[], byte[]> consumer,
      Dispatcher dispatcher,
      Commits commits,
      Order order,
      long bufferBytes,
      Duration mostWait,
      System.Logger logger) {
    this.consumer = consumer;
    this.dispatcher = dispatcher;
    this.commits = commits;
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
      Partition partition = dispatcher.open(id, order, metadata);
      partition.committed =
          Optional.ofNullable(offset)
              .map(each -> new OffsetAndMetadata(each.offset(), each.metadata())); // no epoch
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
    commits.commit(released);
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
        partition = dispatcher.open(id, order, CommitMetadata.empty());
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
    full = false;
    for (Partition partition : partitions.values()) {
      PartitionState state = dispatcher.state(partition);
      boolean enough = state.kept() >= MOST_KEPT || state.bytes() >= most || state.stopped();
      boolean half = state.kept() <= MOST_KEPT / 2 && state.bytes() <= most / 2;
      if (enough && !partition.paused) {
        partition.paused = true;
        pause.add(partition.id);
      } else if (partition.paused && half && !state.stopped()) {
        partition.paused = false;
        resume.add(partition.id);
      }
      full |= partition.paused && !state.stopped();
    }
    consumer.pause(pause);
    if (!draining) {
      consumer.resume(resume);
    }
  }

  /** Returns whether records can be fetched only after some of those in memory are settled. */
  boolean full() {
    return full;
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
}
