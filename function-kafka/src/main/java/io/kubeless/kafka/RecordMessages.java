package io.kubeless.kafka;

import io.kubeless.runtime.source.ReceivedMessage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The message that a record contains. */
final class RecordMessages {
  static final String NAMESPACE = "kafkatrigger.kubeless.io";
  private static final ReceivedMessage.Binding BINDING =
      new ReceivedMessage.Binding("ce_", false, false);
  private static final byte[] EMPTY = new byte[0];

  private RecordMessages() {}

  /** Returns the id of an event without an id of its own. */
  static String id(ConsumerRecord<?, ?> record) {
    return record.topic() + ":" + record.partition() + ":" + record.offset();
  }

  /** Returns the id of an event at an offset. */
  static String id(TopicPartition partition, long offset) {
    return partition.topic() + ":" + partition.partition() + ":" + offset;
  }

  static ReceivedMessage of(ConsumerRecord<byte[], byte[]> record, int attempt) {
    byte[] value = record.value();
    RecordFields fields = new RecordFields(record);
    return new ReceivedMessage(
        fields,
        NAMESPACE,
        fields,
        value == null ? EMPTY : value,
        attempt,
        BINDING,
        fields.ofRecordOnly());
  }
}
