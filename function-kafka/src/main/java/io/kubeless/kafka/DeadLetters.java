package io.kubeless.kafka;

import io.kubeless.runtime.source.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters. A dead letter has the key, the value, the headers and the time of the
 * record, and headers that begin with {@code kubeless-error-}.
 */
final class DeadLetters implements AutoCloseable {
  static final String PREFIX = "kubeless-error-";
  private static final int MOST_MESSAGE_BYTES = 1024;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final ClientProperties properties;
  private @Nullable Producer<byte[], byte[]> producer;

  DeadLetters(KafkaSettings settings, ClientProperties properties) {
    this.settings = settings;
    this.properties = properties;
  }

  /**
   * Sends a dead letter, and returns before it is stored.
   *
   * @param whenStored receives {@code null} when the broker has acknowledged the record, or why it
   *     was not stored; it may be called by this thread
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the same result
  void write(
      ConsumerRecord<byte[], byte[]> record,
      Failure failure,
      Consumer<@Nullable Exception> whenStored) {
    try {
      producer()
          .send(
              of(
                  record,
                  failure,
                  settings.failures().deadLetters().orElseThrow(),
                  settings.group()),
              (metadata, exception) -> whenStored.accept(exception));
    } catch (IOException | RuntimeException e) {
      whenStored.accept(e);
    }
  }

  private synchronized Producer<byte[], byte[]> producer() throws IOException {
    Producer<byte[], byte[]> present = producer;
    if (present == null) {
      present =
          new KafkaProducer<>(
              properties.producer(), new ByteArraySerializer(), new ByteArraySerializer());
      producer = present;
    }
    return present;
  }

  /** Returns the dead letter of a record. */
  static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> record, Failure failure, String topic, String group) {
    Headers headers = new RecordHeaders();
    record
        .headers()
        .forEach(
            header -> {
              if (!header.key().startsWith(PREFIX)) { // those of an earlier dead letter
                headers.add(header);
              }
            });
    add(headers, "topic", record.topic());
    add(headers, "partition", Integer.toString(record.partition()));
    add(headers, "offset", Long.toString(record.offset()));
    add(headers, "group", group);
    add(headers, "attempts", Integer.toString(failure.attempts()));
    add(headers, "status", Integer.toString(failure.status()));
    add(headers, "class", failure.errorClass());
    add(headers, "message", failure.message());
    add(headers, "trace-id", failure.traceId());
    Long timestamp = record.timestamp() < 0 ? null : record.timestamp();
    return new ProducerRecord<>(topic, null, timestamp, record.key(), record.value(), headers);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, truncated(value));
  }

  private static byte[] truncated(String value) {
    String text = value;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    while (bytes.length > MOST_MESSAGE_BYTES) {
      int over = bytes.length - MOST_MESSAGE_BYTES;
      text = text.substring(0, Math.max(0, text.length() - Math.max(1, over / 3)));
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  @Override
  public synchronized void close() {
    Producer<byte[], byte[]> present = producer;
    if (present != null) {
      present.close(CLOSE);
      producer = null;
    }
  }
}
