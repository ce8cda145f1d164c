package io.kubeless.kafka;

import io.kubeless.runtime.source.ReceivedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The message that a record contains. Header fields {@code kafka-topic}, {@code kafka-partition},
 * {@code kafka-offset} and {@code kafka-key} are added; a key that is not UTF-8 is in {@code
 * kafka-key-base64} instead, and a record without a value has {@code kafka-tombstone}.
 */
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

  static ReceivedMessage of(ConsumerRecord<byte[], byte[]> record, int attempt) {
    byte[] value = record.value();
    return new ReceivedMessage(
        id(record),
        record.timestamp() < 0 ? Instant.now() : Instant.ofEpochMilli(record.timestamp()),
        NAMESPACE,
        headers(record),
        value == null ? EMPTY : value,
        attempt,
        BINDING);
  }

  static Map<String, List<String>> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers
          .computeIfAbsent(header.key().toLowerCase(Locale.ROOT), key -> new ArrayList<>(1))
          .add(header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
    }
    headers.put("kafka-topic", List.of(record.topic()));
    headers.put("kafka-partition", List.of(Integer.toString(record.partition())));
    headers.put("kafka-offset", List.of(Long.toString(record.offset())));
    if (record.key() != null) {
      key(record.key(), headers);
    }
    if (record.value() == null) {
      headers.put("kafka-tombstone", List.of("true"));
    }
    return headers;
  }

  private static void key(byte[] key, Map<String, List<String>> headers) {
    try {
      headers.put(
          "kafka-key",
          List.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString()));
    } catch (CharacterCodingException e) {
      headers.put("kafka-key-base64", List.of(Base64.getEncoder().encodeToString(key)));
    }
  }
}
