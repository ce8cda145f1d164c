package io.kubeless.kafka;

import io.kubeless.runtime.source.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
 * {@code kafka-key-base64} instead, and a record without a value has {@code kafka-tombstone}. They,
 * the id of the record and its time are created when they are needed, because most functions read
 * nothing but the body.
 */
final class RecordFields extends AbstractMap<String, List<String>> implements Origin {
  private static final String PREFIX = "kafka-";

  private final ConsumerRecord<byte[], byte[]> record;
  private final long millis;
  private final boolean headers;
  private volatile @Nullable Map<String, List<String>> fields;

  RecordFields(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
    this.millis = record.timestamp() < 0 ? System.currentTimeMillis() : record.timestamp();
    this.headers = record.headers().toArray().length > 0;
  }

  @Override
  public String id() {
    return RecordMessages.id(record);
  }

  @Override
  public Instant time() {
    return Instant.ofEpochMilli(millis);
  }

  /** Returns whether all fields describe the record, because it has no header. */
  boolean ofRecordOnly() {
    return !headers;
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
    boolean possible = headers || (name instanceof String text && text.startsWith(PREFIX));
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
