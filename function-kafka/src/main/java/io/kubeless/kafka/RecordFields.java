package io.kubeless.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a record, and those that describe the record: {@code kafka-topic}, {@code
 * kafka-partition}, {@code kafka-offset} and {@code kafka-key}; a key that is not UTF-8 is in
 * {@code kafka-key-base64} instead, and a record without a value has {@code kafka-tombstone}. They
 * are created when they are needed.
 */
final class RecordFields extends AbstractMap<String, List<String>> {
  private static final String PREFIX = "kafka-";

  private final ConsumerRecord<byte[], byte[]> record;
  private volatile @Nullable Map<String, List<String>> fields;

  RecordFields(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  /** Returns whether a record was sent with headers. */
  static boolean sent(ConsumerRecord<byte[], byte[]> record) {
    return record.headers().toArray().length > 0;
  }

  @Override
  public Set<Entry<String, List<String>>> entrySet() {
    return fields().entrySet();
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public @Nullable List<String> get(@Nullable Object name) {
    boolean possible = sent(record) || (name instanceof String text && text.startsWith(PREFIX));
    return possible ? fields().get(name) : null;
  }

  private Map<String, List<String>> fields() {
    Map<String, List<String>> present = fields;
    if (present == null) {
      present = create();
      fields = present;
    }
    return present;
  }

  private Map<String, List<String>> create() {
    Map<String, List<String>> created = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      created.merge(
          header.key().toLowerCase(Locale.ROOT),
          List.of(header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8)),
          (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }
    created.put(PREFIX + "topic", List.of(record.topic()));
    created.put(PREFIX + "partition", List.of(Integer.toString(record.partition())));
    created.put(PREFIX + "offset", List.of(Long.toString(record.offset())));
    if (record.key() != null) {
      key(record.key(), created);
    }
    if (record.value() == null) {
      created.put(PREFIX + "tombstone", List.of("true"));
    }
    return created;
  }

  private static void key(byte[] key, Map<String, List<String>> fields) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
      fields.put(PREFIX + "key", List.of(text));
    } catch (CharacterCodingException e) {
      fields.put(PREFIX + "key-base64", List.of(Base64.getEncoder().encodeToString(key)));
    }
  }
}
