package io.kubeless.kafka;

import io.kubeless.runtime.source.ReceivedMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The message that a record contains. Its id, its time and its header fields are created when they
 * are needed, because most functions read nothing but the body.
 */
final class RecordMessage implements ReceivedMessage {
  static final String NAMESPACE = "kafkatrigger.kubeless.io";
  private static final Binding BINDING = new Binding("ce_", false, false);
  private static final byte[] EMPTY = new byte[0];

  private final ConsumerRecord<byte[], byte[]> record;
  private final long millis;
  private final int attempt;
  private @Nullable RecordFields headers;

  RecordMessage(ConsumerRecord<byte[], byte[]> record, int attempt) {
    this.record = record;
    this.millis = record.timestamp() < 0 ? System.currentTimeMillis() : record.timestamp();
    this.attempt = attempt;
  }

  /** Returns the id of an event without an id of its own. */
  static String id(ConsumerRecord<?, ?> record) {
    return record.topic() + ":" + record.partition() + ":" + record.offset();
  }

  /** Returns the id of an event at an offset. */
  static String id(TopicPartition partition, long offset) {
    return partition.topic() + ":" + partition.partition() + ":" + offset;
  }

  @Override
  public String id() {
    return id(record);
  }

  @Override
  public Instant time() {
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public String namespace() {
    return NAMESPACE;
  }

  @Override
  public Map<String, List<String>> headers() {
    RecordFields present = headers;
    if (present == null) { // if several threads read it first, they create equal ones
      present = new RecordFields(record);
      headers = present;
    }
    return present;
  }

  @Override
  public byte[] body() {
    byte[] value = record.value();
    return value == null ? EMPTY : value;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public Binding binding() {
    return BINDING;
  }

  @Override
  public boolean plain() {
    return !RecordFields.sent(record);
  }
}
