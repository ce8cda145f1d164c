package io.kubeless.storm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic of a Kafka broker, whose events a consumer group processes. */
final class KafkaTopic implements StormBroker {
  private static final String TOPIC = "storm";
  private static final String DEAD = "storm-dead";
  private static final String GROUP = "storm-group";
  private static final int PARTITIONS = 12;
  private static final String SESSION_MILLIS = "6000";
  // The time between two commits, and the time after which no event is begun without commits.
  private static final double COMMIT_SECONDS = 0.5;
  private static final double OUTAGE_SECONDS = 1.75;

  private final StormOptions options;
  private final KafkaBroker broker;

  private KafkaTopic(StormOptions options, KafkaBroker broker) {
    this.options = options;
    this.broker = broker;
  }

  static KafkaTopic start(StormOptions options, Path directory) throws Exception {
    KafkaTopic topic = new KafkaTopic(options, KafkaBroker.start(directory, options.port()));
    try (Admin admin = topic.admin()) {
      admin
          .createTopics(
              List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1), new NewTopic(DEAD, 1, (short) 1)))
          .all()
          .get();
      if (options.queue()) {
        configureGroup(admin);
      }
    }
    return topic;
  }

  private static void configureGroup(Admin admin) throws ExecutionException, InterruptedException {
    List<AlterConfigOp> changes =
        Map.of("share.auto.offset.reset", "earliest", "share.delivery.count.limit", "10")
            .entrySet()
            .stream()
            .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
            .map(each -> new AlterConfigOp(each, AlterConfigOp.OpType.SET))
            .toList();
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
    admin.incrementalAlterConfigs(Map.of(group, changes)).all().get();
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.servers()));
  }

  @Override
  public void kill() throws InterruptedException {
    broker.kill();
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    broker.restart();
  }

  @Override
  public Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put(Member.SERVERS, broker.servers());
    variables.put(Member.TOPIC, TOPIC);
    variables.put(Member.GROUP, GROUP);
    variables.put(Member.SESSION_TIMEOUT, SESSION_MILLIS);
    Map<String, String> trigger = new LinkedHashMap<>();
    trigger.put("NAME", "storm");
    trigger.put("SERVERS", broker.servers());
    trigger.put("TOPIC", TOPIC);
    trigger.put("GROUP", GROUP);
    trigger.put("DEAD_LETTER_TOPIC", DEAD);
    trigger.put("PARALLELISM", Integer.toString(StormRun.PARALLELISM));
    if (options.queue()) {
      trigger.put("MODE", "queue");
    } else {
      trigger.put("ORDER", options.order());
      trigger.put("STATIC_MEMBER", "true");
      trigger.put("PROPERTIES", "session.timeout.ms=" + SESSION_MILLIS);
    }
    trigger.forEach((key, value) -> variables.put("KUBELESS_KAFKA_0_" + key, value));
    return variables;
  }

  @Override
  public Class<?> bareConsumer() {
    return BareKafkaConsumer.class;
  }

  @Override
  public Publisher publisher() {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1,
            ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 600_000);
    return new TopicPublisher(broker.producer(settings));
  }

  private record TopicPublisher(Producer<byte[], byte[]> producer) implements Publisher {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the same result
    public void publish(Sent event, Consumer<Sent> acknowledged) {
      producer.send(
          new ProducerRecord<>(
              TOPIC,
              event.key().getBytes(StandardCharsets.US_ASCII),
              event.text().getBytes(StandardCharsets.US_ASCII)),
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.accept(event);
            }
          });
    }

    @Override
    public void flush() {
      producer.flush();
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  @Override
  public List<Long> deadLetters() {
    TopicPartition partition = new TopicPartition(DEAD, 0);
    List<Long> ids = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.servers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          ids.add(Sent.parse(new String(record.value(), StandardCharsets.US_ASCII)).id());
        }
      }
    }
    return ids;
  }

  /**
   * Returns the partitions whose committed offset is not their end, with both; and those of a share
   * group with events that are not settled.
   */
  @Override
  public Map<String, String> unacknowledged() throws ExecutionException, InterruptedException {
    if (options.queue()) {
      return unsettled();
    }
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      latest.put(new TopicPartition(TOPIC, i), OffsetSpec.latest());
    }
    Map<String, String> uncommitted = new TreeMap<>();
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      admin
          .listOffsets(latest)
          .all()
          .get()
          .forEach(
              (partition, end) -> {
                OffsetAndMetadata offset = committed.get(partition);
                long at = offset == null ? 0 : offset.offset();
                if (at != end.offset()) {
                  uncommitted.put(partition.toString(), at + " of " + end.offset());
                }
              });
    }
    return uncommitted;
  }

  private Map<String, String> unsettled() throws ExecutionException, InterruptedException {
    Map<String, String> unsettled = new TreeMap<>();
    try (Admin admin = admin()) {
      admin
          .listShareGroupOffsets(Map.of(GROUP, new ListShareGroupOffsetsSpec()))
          .partitionsToOffsetInfo(GROUP)
          .get()
          .forEach(
              (partition, offset) -> {
                long lag = offset == null ? 0 : offset.lag().orElse(-1L);
                if (lag != 0) {
                  unsettled.put(partition.toString(), lag + " not settled");
                }
              });
    }
    return unsettled;
  }

  @Override
  public boolean keepsOrder() {
    return !options.queue() && !options.order().equals("none");
  }

  @Override
  public long mostPerKill() {
    // Each event of a queue is acknowledged on its own.
    return StormRun.PARALLELISM + (options.queue() ? 0 : options.eventsOfMember(COMMIT_SECONDS));
  }

  @Override
  public long mostPerBrokerKill() {
    long completed = options.queue() ? 0 : options.eventsOfMember(OUTAGE_SECONDS);
    return options.members() * (StormRun.PARALLELISM + completed);
  }

  @Override
  public void close() {
    broker.close();
  }
}
