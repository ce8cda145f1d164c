package io.kubeless.kafka;

import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.NewEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes one event to the topic of a trigger. */
final class Publication {
  private Publication() {}

  /**
   * Returns {@code topic-partition@offset} after all replicas in sync have stored the event.
   *
   * @throws IllegalArgumentException if the event cannot be a record
   */
  static String publish(KafkaSettings settings, ClientProperties properties, NewEvent event)
      throws InvalidSource, IOException, InterruptedException {
    if (event.subject().isPresent()) {
      throw new IllegalArgumentException(
          "Kafka trigger " + settings.name() + ": a record has no subject");
    }
    try {
      StartCheck.run(settings, properties);
      try (Producer<byte[], byte[]> producer =
          new KafkaProducer<>(
              properties.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
        RecordMetadata stored = producer.send(of(settings.topic(), event)).get();
        return stored.topic() + "-" + stored.partition() + "@" + stored.offset();
      }
    } catch (StartCheck.Impossible e) {
      throw new InvalidSource(String.valueOf(e.getMessage()));
    } catch (StartCheck.Unreachable e) {
      throw new IOException(e.getMessage(), e);
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "Kafka trigger "
              + settings.name()
              + ": "
              + settings.servers()
              + ": "
              + cause.getMessage(),
          e);
    }
  }

  static ProducerRecord<byte[], byte[]> of(String topic, NewEvent event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, event.key().map(Publication::utf8).orElse(null), event.body());
    event.headers().forEach((name, value) -> record.headers().add(name, utf8(value)));
    return record;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
