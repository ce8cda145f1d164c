package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Order;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The records of an assigned partition that are not covered by a committed offset. An object serves
 * one assignment: a record of an earlier assignment, whose processing ends late, does not affect
 * the partition. Guarded by the lock of the {@link Dispatcher}.
 */
final class Partition {
  final TopicPartition id;
  private final Order order;
  private final CommitMetadata earlier;
  private final Map<Long, Integer> suspects;
  private final Map<ByteBuffer, Lane> lanes = new HashMap<>();
  private final Optional<Lane> single;
  private final boolean inOrder; // records are settled in the order of their offsets
  private final ArrayDeque<PendingRecord> window;

  /** Number of records that are being processed now. */
  int running;

  /**
   * Whether no further record is started. Threads that process records read it without the lock.
   */
  volatile boolean closed;

  // The following fields belong to the thread that polls.

  /** The topic to which the position belongs, empty if it is unknown. */
  Optional<Uuid> topicId = Optional.empty();

  /** What was committed last, empty if it is unknown. */
  Optional<OffsetAndMetadata> committed = Optional.empty();

  /** The offset of the last record that was received, -1 before the first. */
  long last = -1;

  /** Whether the consumer fetches no records of the partition. */
  boolean paused;

  private boolean stopped;
  private int unsettled;
  private long bytes;

  /**
   * Creates a partition without records.
   *
   * @param earlier what the process that had the partition before has committed
   * @param suspects how often the process has ended during the processing of records, by offset
   */
  Partition(TopicPartition id, Order order, CommitMetadata earlier, Map<Long, Integer> suspects) {
    this.id = id;
    this.order = order;
    this.earlier = earlier;
    this.suspects = suspects;
    this.single =
        order == Order.PARTITION ? Optional.of(new Lane(this, () -> {})) : Optional.empty();
    this.inOrder = single.isPresent() && earlier.isEmpty();
    this.window = inOrder ? single.get().queue : new ArrayDeque<>();
  }

  /**
   * Adds received records, except those that were settled by a process that had the partition
   * before.
   *
   * @return the lanes of these records that are not scheduled
   */
  List<Lane> add(List<ConsumerRecord<byte[], byte[]>> records) {
    List<Lane> changed = new ArrayList<>();
    long now = System.nanoTime();
    boolean known = !earlier.isEmpty();
    boolean suspicious = !suspects.isEmpty();
    trim();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      last = record.offset();
      int attempts = known ? earlier.attempts(last) : 0;
      int deaths = suspicious ? suspects.getOrDefault(last, 0) : 0;
      PendingRecord pending = new PendingRecord(record, now, attempts, deaths);
      if (!inOrder) {
        window.add(pending);
      }
      if (known && earlier.settled(last)) {
        pending.settle();
        continue;
      }
      unsettled++;
      bytes += pending.bytes;
      Lane lane = lane(record);
      lane.queue.add(pending);
      if (!lane.scheduled && (changed.isEmpty() || changed.get(changed.size() - 1) != lane)) {
        changed.add(lane);
      }
    }
    return changed;
  }

  private Lane lane(ConsumerRecord<byte[], byte[]> record) {
    if (single.isPresent()) {
      return single.get();
    }
    if (order == Order.NONE || record.key() == null) {
      return new Lane(this, () -> {});
    }
    ByteBuffer key = ByteBuffer.wrap(record.key());
    return lanes.computeIfAbsent(key, k -> new Lane(this, () -> lanes.remove(k)));
  }

  /** Notes that a record is settled. */
  void settled(PendingRecord record) {
    unsettled--;
    bytes -= record.bytes;
  }

  /** Removes settled records, unless the thread that processes them does. */
  private void trim() {
    while (!inOrder && !window.isEmpty() && window.getFirst().settled()) {
      window.removeFirst();
    }
  }

  /** Processes no further record, because one has failed. */
  void stop() {
    stopped = true;
    closed = true;
  }

  /** Returns the current state. */
  PartitionState state() {
    trim();
    PendingRecord first = window.peekFirst();
    long oldest = first == null ? 0 : first.receivedNanos;
    return new PartitionState(window.size(), unsettled, bytes, oldest, stopped);
  }

  /**
   * Returns what is to be committed. The offset is that of the first record that is not settled.
   *
   * @param position the offset after all records and markers that the consumer has returned
   */
  OffsetAndMetadata committable(long position) {
    trim();
    List<PendingRecord> left = window.stream().dropWhile(PendingRecord::settled).toList();
    return new OffsetAndMetadata(
        left.isEmpty() ? position : left.get(0).offset, CommitMetadata.of(topicId, left).text());
  }
}
