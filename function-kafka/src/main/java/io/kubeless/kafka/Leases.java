package io.kubeless.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The events that one member of a share group has locked. A lock expires after a time that the
 * group determines, unless it is renewed, and another member gets the event. Used by one thread.
 *
 * <p>The client returns a renewed event again with the next poll, and no other event before all
 * that it has returned are acknowledged.
 */
final class Leases implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LEAVE = Duration.ofSeconds(3);
  private static final int USUAL_LOCK_MILLIS = 30_000;

  private final ShareConsumer<byte[], byte[]> consumer;
  private final System.Logger logger;
  private final Map<String, ConsumerRecord<byte[], byte[]>> held = new LinkedHashMap<>();
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private long renewNanos;

  private Leases(ShareConsumer<byte[], byte[]> consumer, System.Logger logger) {
    this.consumer = consumer;
    this.logger = logger;
  }

  /** Becomes a member of the group. */
  static Leases open(KafkaSettings settings, ClientProperties properties, System.Logger logger)
      throws IOException {
    ShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            properties.shareConsumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Leases leases = new Leases(consumer, logger);
    consumer.setAcknowledgementCommitCallback(
        (offsets, problem) -> {
          if (problem != null) {
            logger.log(
                System.Logger.Level.WARNING,
                "the brokers have not accepted the acknowledgement of "
                    + offsets
                    + "; these events may be delivered again: "
                    + problem);
          }
        });
    consumer.subscribe(List.of(settings.topic()));
    return leases;
  }

  /** Returns an event, after all earlier ones are settled; null if none arrives in time. */
  @Nullable ConsumerRecord<byte[], byte[]> next(Duration most) {
    if (waiting.isEmpty()) {
      receive(consumer.poll(most));
    }
    return waiting.poll();
  }

  private Set<String> receive(ConsumerRecords<byte[], byte[]> records) {
    Set<String> received = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> each : records) {
      String id = RecordMessage.id(each);
      received.add(id);
      if (held.put(id, each) == null) {
        waiting.add(each);
      }
    }
    int lockMillis = consumer.acquisitionLockTimeoutMs().orElse(USUAL_LOCK_MILLIS);
    renewNanos = System.nanoTime() + Duration.ofMillis(lockMillis / 3).toNanos();
    return received;
  }

  /** Returns the time after which {@link #renew} is due, a millisecond or more. */
  Duration untilRenewal() {
    long left = held.isEmpty() ? TIMEOUT.toNanos() : renewNanos - System.nanoTime();
    return Duration.ofNanos(Math.max(1_000_000, left));
  }

  /** Renews the locks if it is due. Events whose locks are lost are not held any more. */
  void renew() {
    if (held.isEmpty() || renewNanos - System.nanoTime() > 0) {
      return;
    }
    Set<String> renewed = Set.of();
    try {
      held.values().forEach(each -> consumer.acknowledge(each, AcknowledgeType.RENEW));
      consumer
          .commitSync(TIMEOUT)
          .forEach(
              (partition, problem) -> {
                if (problem.isPresent()) {
                  held.values().removeIf(each -> isOf(each, partition));
                }
              });
      if (!held.isEmpty()) {
        renewed = receive(consumer.poll(TIMEOUT));
      }
    } catch (KafkaException e) {
      logger.log(System.Logger.Level.WARNING, "the locks of events could not be renewed: " + e);
    }
    held.keySet().retainAll(renewed);
    waiting.removeIf(each -> !holds(each));
  }

  private static boolean isOf(ConsumerRecord<?, ?> record, TopicIdPartition partition) {
    return record.topic().equals(partition.topic()) && record.partition() == partition.partition();
  }

  /** Returns whether the lock of an event is not lost. */
  boolean holds(ConsumerRecord<?, ?> record) {
    return held.containsKey(RecordMessage.id(record));
  }

  /**
   * Ends the lock of an event. The brokers learn it with the next poll, with {@link #flush} or with
   * {@link #close}.
   *
   * @return false if the lock was lost before
   */
  boolean settle(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
    if (held.remove(RecordMessage.id(record)) == null) {
      return false;
    }
    consumer.acknowledge(record, type);
    return true;
  }

  /** Sends acknowledgements, and waits for the brokers. */
  void flush() {
    consumer.commitSync(TIMEOUT);
  }

  /** Leaves the group. Events that are still locked become available to other members. */
  @Override
  public void close() {
    consumer.close(LEAVE);
  }
}
