package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.function.TypedEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds events like those of Kafka triggers, except CloudEvents.
 *
 * <pre>{@code
 * Event order = Events.kafka("orders").key("duke").body("a book").build();
 * }</pre>
 *
 * <p>Header fields such as {@code kafka-key} and the id, {@code orders:0:0}, are those that the
 * runtime adds. The number of the attempt is part of the context: {@link Contexts#withAttempt}.
 */
public final class KafkaEvents {
  private final MessageFields fields = new MessageFields();
  private final String topic;
  private int partition;
  private long offset;
  private byte @Nullable [] key;
  private boolean tombstone;

  KafkaEvents(String topic) {
    this.topic = topic;
  }

  /** Sets the key, in UTF-8. */
  public KafkaEvents key(String text) {
    return key(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the key. */
  public KafkaEvents key(byte[] bytes) {
    key = bytes.clone();
    return this;
  }

  /** Sets the position; partition 0 and offset 0 if it is not set. */
  public KafkaEvents at(int partitionOfTopic, long offsetInPartition) {
    partition = partitionOfTopic;
    offset = offsetInPartition;
    return this;
  }

  /** Removes the value, which marks the key as deleted. */
  public KafkaEvents tombstone() {
    tombstone = true;
    fields.body = new byte[0];
    return this;
  }

  /** Adds a header field. */
  public KafkaEvents header(String name, String value) {
    fields.header(name, value);
    return this;
  }

  /** Sets the value, in UTF-8. */
  public KafkaEvents body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the value. */
  public KafkaEvents body(byte[] bytes) {
    tombstone = false;
    fields.body = bytes.clone();
    return this;
  }

  /** Sets the time when the broker has stored it; 1970-01-01T00:00:00Z if it is not set. */
  public KafkaEvents time(Instant instant) {
    fields.time = instant;
    return this;
  }

  /** Returns the event. */
  public Event build() {
    return event(null);
  }

  /** Returns the event with its body bound to a value. */
  public <T> TypedEvent<T> typed(T data) {
    return event(data);
  }

  private <T> BuiltEvent<T> event(@Nullable T data) {
    Map<String, String> position = new LinkedHashMap<>();
    position.put("kafka-topic", topic);
    position.put("kafka-partition", Integer.toString(partition));
    position.put("kafka-offset", Long.toString(offset));
    byte[] present = key;
    if (present != null) {
      putKey(present, position);
    }
    if (tombstone) {
      position.put("kafka-tombstone", "true");
    }
    String id = topic + ":" + partition + ":" + offset;
    return fields.event(id, "kafkatrigger.kubeless.io", position, data);
  }

  private static void putKey(byte[] key, Map<String, String> position) {
    try {
      position.put(
          "kafka-key", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
    } catch (CharacterCodingException e) {
      position.put("kafka-key-base64", Base64.getEncoder().encodeToString(key));
    }
  }
}
