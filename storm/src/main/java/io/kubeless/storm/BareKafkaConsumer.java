package io.kubeless.storm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A plain loop over a Kafka consumer, which commits at a time that loses events or does not. With
 * the first two rules a storm must report losses: otherwise it proves nothing.
 */
public final class BareKafkaConsumer {

  /** When offsets are committed. */
  enum Rule {
    /** By the client, while a thread of its own handles what was polled. */
    AUTO_COMMIT,
    /** Before the records of a poll are handled. */
    COMMIT_FIRST,
    /** After the records of a poll were handled. */
    COMMIT_LAST
  }

  private BareKafkaConsumer() {}

  /** Consumes until the process is killed. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> environment = System.getenv();
    Rule rule = Rule.valueOf(arguments[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    LedgerWriter ledger = new LedgerWriter(Path.of(environment.get(Member.LEDGER)));
    long millis = Long.parseLong(environment.getOrDefault(Member.MILLIS, "0"));
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            environment.get(Member.SERVERS),
            ConsumerConfig.GROUP_ID_CONFIG,
            environment.get(Member.GROUP),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            environment.get(Member.SESSION_TIMEOUT),
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            rule == Rule.AUTO_COMMIT,
            ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG,
            250);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(environment.get(Member.TOPIC)));
      while (true) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        if (rule == Rule.COMMIT_FIRST) {
          consumer.commitSync();
        }
        if (rule == Rule.AUTO_COMMIT) { // the next poll commits what is still being handled
          Thread handler = new Thread(() -> handle(records, ledger, millis));
          handler.start();
        } else {
          handle(records, ledger, millis);
        }
        if (rule == Rule.COMMIT_LAST && !records.isEmpty()) {
          consumer.commitSync();
        }
      }
    }
  }

  private static void handle(
      ConsumerRecords<byte[], byte[]> records, LedgerWriter ledger, long millis) {
    try {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        String event = new String(record.value(), StandardCharsets.US_ASCII);
        ledger.start(event, 1);
        if (millis > 0) {
          Thread.sleep(millis);
        }
        ledger.done(event);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
