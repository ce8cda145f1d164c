package io.kubeless.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A loop over Kafka's consumer and nothing else: no retries, no deadline, no metrics. Like the
 * trigger, it commits what was handled every 250 ms.
 */
final class BareLoop {
  static final String SERVERS = "BENCHMARK_SERVERS";
  static final String TOPIC = "BENCHMARK_TOPIC";
  static final String GROUP = "BENCHMARK_GROUP";
  private static final long COMMIT_NANOS = 250_000_000;

  private BareLoop() {}

  public static void main(String[] arguments) throws Exception {
    EventMeter meter = new EventMeter();
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", System.getenv(SERVERS),
            "group.id", System.getenv(GROUP),
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed",
            "enable.auto.commit", false);
    long committedNanos = System.nanoTime();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(System.getenv(TOPIC)));
      while (true) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        for (ConsumerRecord<byte[], byte[]> record : records) {
          meter.event(record.value());
        }
        if (System.nanoTime() - committedNanos > COMMIT_NANOS) {
          committedNanos = System.nanoTime();
          consumer.commitAsync();
        }
      }
    }
  }
}
