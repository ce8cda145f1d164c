package io.kubeless.storm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events at a constant rate, and keeps those that the broker has acknowledged. */
final class Sender implements Runnable {
  private final String servers;
  private final String topic;
  private final int events;
  private final int perSecond;
  private final int keys;
  private final long seed;
  private final ConcurrentLinkedQueue<Sent> acknowledged = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

  Sender(String servers, String topic, int events, int perSecond, int keys, long seed) {
    this.servers = servers;
    this.topic = topic;
    this.events = events;
    this.perSecond = perSecond;
    this.keys = keys;
    this.seed = seed;
  }

  @Override
  public void run() {
    Random random = new Random(seed);
    Map<String, Long> numbers = new HashMap<>();
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1,
            ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 600_000);
    long start = System.nanoTime();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long id = 0; id < events; id++) {
        long due = start + id * TimeUnit.SECONDS.toNanos(1) / perSecond;
        while (System.nanoTime() - due < 0) {
          TimeUnit.NANOSECONDS.sleep(Math.max(1_000_000, due - System.nanoTime()));
        }
        String key = "k" + random.nextInt(keys);
        Sent sent = new Sent(id, key, numbers.merge(key, 1L, Long::sum));
        send(producer, sent);
      }
      producer.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the same result
  private void send(Producer<byte[], byte[]> producer, Sent sent) {
    producer.send(
        new ProducerRecord<>(
            topic,
            sent.key().getBytes(StandardCharsets.US_ASCII),
            sent.text().getBytes(StandardCharsets.US_ASCII)),
        (metadata, exception) -> {
          if (exception == null) {
            acknowledged.add(sent);
          } else {
            failures.add(exception);
          }
        });
  }

  /** Returns the acknowledged events in the order in which they were sent. */
  List<Sent> acknowledged() {
    List<Sent> all = new ArrayList<>(acknowledged);
    all.sort(Comparator.comparingLong(Sent::id));
    return all;
  }

  int failures() {
    return failures.size();
  }
}
