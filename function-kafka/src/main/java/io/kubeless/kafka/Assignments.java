package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.kafka.KafkaSettings.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The partitions of one consumer. All methods are called by the thread that polls, so that no lock
 * is shared with a rebalance.
 */
final class Assignments implements ConsumerRebalanceListener {
  private static final Duration COMMITTED = Duration.ofSeconds(10);
  private static final Duration ID = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final Dispatcher dispatcher;
  private final Commits commits;
  private final TopicWatch topic;
  private final Order order;
  private final Start start;
  private final Duration mostWait;
  private final System.Logger logger;
  private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();
  private boolean draining;

  /**
   * Creates assignments without partitions.
   *
   * @param mostWait how long a rebalance waits for records that are being processed
   */
  Assignments(
      Consumer<byte[], byte[]> consumer,
      Dispatcher dispatcher,
      Commits commits,
      TopicWatch topic,
      Order order,
      Start start,
      Duration mostWait,
      System.Logger logger) {
    this.consumer = consumer;
    this.dispatcher = dispatcher;
    this.commits = commits;
    this.topic = topic;
    this.order = order;
    this.start = start;
    this.mostWait = mostWait;
    this.logger = logger;
  }

  Collection<Partition> all() {
    return partitions.values();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Optional<Map<TopicPartition, OffsetAndMetadata>> read = committed(assigned);
    Map<TopicPartition, OffsetAndMetadata> committed = read.orElse(Map.of());
    Set<TopicPartition> uncommitted = new HashSet<>();
    for (TopicPartition id : assigned) {
      OffsetAndMetadata offset = committed.get(id);
      if (offset == null) {
        uncommitted.add(id);
      }
      CommitMetadata metadata =
          offset == null
              ? CommitMetadata.empty()
              : CommitMetadata.parse(offset.offset(), offset.metadata());
      Partition partition = dispatcher.open(id, order, metadata);
      // An offset that no process has committed is accepted as one of the topic that exists now.
      partition.topicId = metadata.topicId().or(offset == null ? topic::first : topic::last);
      partition.committed =
          Optional.ofNullable(offset)
              .map(each -> new OffsetAndMetadata(each.offset(), each.metadata())); // no epoch
      partitions.put(id, partition);
    }
    if (read.isPresent() && start == Start.LATEST && !uncommitted.isEmpty()) {
      consumer.seekToEnd(uncommitted);
    }
    if (!assigned.isEmpty()) {
      topic.ask();
    }
    if (draining) {
      consumer.pause(assigned);
    }
  }

  /**
   * Begins again with the first record if the topic was deleted and created again. What was
   * received since then is repeated, because the position was that of the former topic.
   *
   * @param id of the topic that exists now, not older than the assignments; empty if it is unknown
   * @return the partitions that begin again
   */
  Set<TopicPartition> identify(Optional<Uuid> id) {
    List<Partition> former = new ArrayList<>();
    for (Partition partition : partitions.values()) {
      partition.topicId = partition.topicId.or(() -> id);
      if (id.isPresent() && !partition.topicId.equals(id)) {
        former.add(partition);
      }
    }
    if (former.isEmpty()) {
      return Set.of();
    }
    report(former, id);
    dispatcher.close(former, System.nanoTime());
    Set<TopicPartition> begun = new HashSet<>();
    for (Partition each : former) {
      // The journal contains records of the former topic.
      Partition next = new Partition(each.id, order, CommitMetadata.empty(), Map.of());
      next.topicId = id;
      partitions.put(each.id, next);
      begun.add(each.id);
    }
    // The leader of a partition may still report the beginning of the former topic.
    begun.forEach(each -> consumer.seek(each, 0));
    consumer.resume(begun);
    return begun;
  }

  private void report(List<Partition> former, Optional<Uuid> id) {
    logger.log(
        System.Logger.Level.WARNING,
        "topic "
            + former.get(0).id.topic()
            + " was deleted and created again: its id was "
            + join(former.stream().flatMap(each -> each.topicId.stream()))
            + " and is "
            + join(id.stream())
            + "; partitions "
            + join(former.stream().map(each -> each.id.partition()))
            + " begin with the first event");
  }

  private static String join(Stream<?> values) {
    return values.distinct().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Returns what is committed, empty if it cannot be read. */
  private Optional<Map<TopicPartition, OffsetAndMetadata>> committed(
      Collection<TopicPartition> ids) {
    try {
      return Optional.of(
          ids.isEmpty() ? Map.of() : consumer.committed(new HashSet<>(ids), COMMITTED));
    } catch (TimeoutException e) {
      logger.log(
          System.Logger.Level.WARNING,
          "the committed metadata of " + ids + " could not be read; events may be repeated");
      return Optional.empty();
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
    Set<TopicPartition> begun = Set.of();
    if (records.partitions().stream().anyMatch(id -> returns(id, records))) {
      topic.ask();
      begun = identify(topic.answer(ID));
    }
    for (TopicPartition id : records.partitions()) {
      Partition partition = partitions.get(id);
      if (partition == null || begun.contains(id)) {
        continue;
      }
      if (returns(id, records)) { // the log was truncated, or the id is not known yet
        Optional<Uuid> topicId = partition.topicId;
        dispatcher.close(List.of(partition), System.nanoTime());
        partition = dispatcher.open(id, order, CommitMetadata.empty());
        partition.topicId = topicId;
        partitions.put(id, partition);
      }
      dispatcher.add(partition, records.records(id));
    }
  }

  /** Returns whether records have offsets that records before them had. */
  private boolean returns(TopicPartition id, ConsumerRecords<byte[], byte[]> records) {
    Partition partition = partitions.get(id);
    return partition != null && records.records(id).get(0).offset() <= partition.last;
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
