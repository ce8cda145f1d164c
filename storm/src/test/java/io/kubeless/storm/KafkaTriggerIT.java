package io.kubeless.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promises of a Kafka trigger, with a real broker and the function in a process of its own. */
@Timeout(240)
class KafkaTriggerIT {
  private static final int PORT = 19400;
  @TempDir private static Path brokerDirectory;
  @TempDir private Path directory;
  private static KafkaBroker broker;
  private static Admin admin;
  private String topic;
  private final List<Member> members = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start(brokerDirectory, PORT, "message.max.bytes=4000000");
    admin = Admin.create(Map.of("bootstrap.servers", broker.servers()));
  }

  @AfterAll
  static void stopBroker() throws Exception {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void createTopics(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    create(topic);
    create(topic + "-dead");
  }

  @AfterEach
  void killMembers() throws Exception {
    for (Member member : members) {
      member.kill();
    }
  }

  private static void create(String name) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
  }

  /** Starts the function. */
  private Member start(String memory, String... settings) throws IOException {
    Files.writeString(
        directory.resolve("function.properties"), "handler=" + TextFunction.class.getName() + "\n");
    Files.writeString(directory.resolve("reason"), "");
    Map<String, String> environment = new TreeMap<>();
    environment.put("HOSTNAME", "pod");
    environment.put("FUNC_PORT", "0");
    environment.put("KUBELESS_MANAGEMENT_PORT", "" + (PORT + 5));
    environment.put("KUBELESS_DRAIN_DELAY", "0");
    environment.put("KUBELESS_TERMINATION_LOG", directory.resolve("reason").toString());
    Map<String, String> trigger = new TreeMap<>();
    trigger.put("NAME", "t");
    trigger.put("SERVERS", broker.servers());
    trigger.put("TOPIC", topic);
    trigger.put("GROUP", topic + "-group");
    trigger.put("DEAD_LETTER_TOPIC", topic + "-dead");
    trigger.put("STATIC_MEMBER", "true");
    trigger.put("ATTEMPTS", "3");
    trigger.put("BACKOFF_MS", "100");
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      if (pair[0].startsWith("FUNC_")) {
        environment.put(pair[0], pair[1]);
      } else {
        trigger.put(pair[0], pair[1]);
      }
    }
    trigger.forEach((key, value) -> environment.put("KUBELESS_KAFKA_0_" + key, value));
    Member member =
        new Member(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                "io.kubeless.runtime.Main"),
            environment,
            directory);
    members.add(member);
    return member;
  }

  private void send(String... texts) throws Exception {
    send(Arrays.stream(texts).map(text -> record("k", text)).toList());
  }

  private ProducerRecord<byte[], byte[]> record(String key, String text) {
    return new ProducerRecord<>(
        topic, key.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    }
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> properties = new TreeMap<>(more);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.servers());
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4_000_000);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private List<String> calls() throws IOException {
    Path file = directory.resolve("calls");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private List<String> done() throws IOException {
    return calls().stream()
        .filter(line -> line.startsWith("done "))
        .map(line -> line.split(" ", -1)[1].replaceAll(".*:", ""))
        .toList();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    TopicPartition partition = new TopicPartition(topic + "-dead", 0);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.servers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }

  private List<String> deadTexts() {
    return deadLetters().stream()
        .map(
            letter ->
                new String(letter.value(), StandardCharsets.UTF_8)
                    + " "
                    + header(letter, "class")
                    + " "
                    + header(letter, "attempts"))
        .toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(
        letter.headers().lastHeader("kubeless-error-" + name).value(), StandardCharsets.UTF_8);
  }

  private long committed() throws Exception {
    var offset =
        admin
            .listConsumerGroupOffsets(topic + "-group")
            .partitionsToOffsetAndMetadata()
            .get()
            .get(new TopicPartition(topic, 0));
    return offset == null ? 0 : offset.offset();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) { // bounded by the timeout of the class
      Thread.sleep(50);
    }
  }

  @Test
  void anEventThatTakesLongerThanThePollIntervalCausesNoRebalanceAndNoRepetition()
      throws Exception {
    send("sleep 20000", "ok", "ok");
    start(
        "-Xmx64m",
        "PROPERTIES=max.poll.interval.ms=8000\nsession.timeout.ms=6000",
        "FUNC_TIMEOUT=60");
    await(() -> committed() == 3);
    assertThat(calls())
        .extracting(line -> line.replaceFirst(" \\d+$", ""))
        .containsExactly(
            "start " + topic + ":0:0", "done " + topic + ":0:0",
            "start " + topic + ":0:1", "done " + topic + ":0:1",
            "start " + topic + ":0:2", "done " + topic + ":0:2");
    assertThat(log()).doesNotContain("are lost").doesNotContain("revoked");
  }

  @Test
  void deadLettersAreExactlyTheEventsThatCannotBeProcessed() throws Exception {
    ProducerRecord<byte[], byte[]> malformed = record("k", "x");
    malformed.headers().add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8));
    send(List.of(record("k", "ok"), record("k", "throw"), record("k", "refuse"), malformed));
    Member member = start("-Xmx64m");
    await(() -> committed() == 4); // so that they are not repeated
    send("halt", "ok", "error", "ok");
    for (int ends = 0; ends < 4; ends++) { // two for each event that ends the process
      await(() -> !member.isAlive());
      member.restart();
    }
    await(() -> committed() == 8);
    assertThat(deadTexts())
        .containsExactly(
            "throw java.lang.IllegalStateException 3",
            "refuse Refused 1",
            "x Malformed 1",
            "halt ProcessEnded 0",
            "error ProcessEnded 0");
    assertThat(done()).containsExactly("0", "5", "7");
    ConsumerRecord<byte[], byte[]> letter = deadLetters().get(0);
    assertThat(letter.key()).isEqualTo("k".getBytes(StandardCharsets.UTF_8));
    assertThat(header(letter, "topic") + header(letter, "partition") + header(letter, "offset"))
        .isEqualTo(topic + "01");
    assertThat(header(letter, "trace-id")).matches("[0-9a-f]{32}");
    assertThat(log()).contains("\"trace\":\"" + header(letter, "trace-id") + "\"");
  }

  @Test
  void nothingIsCommittedBeyondAnEventWhoseDeadLetterCannotBeWritten() throws Exception {
    start("-Xmx64m");
    send("ok");
    await(() -> committed() == 1);
    admin.deleteTopics(List.of(topic + "-dead")).all().get();
    send("throw", "ok");
    await(() -> log().contains("could not be written to " + topic + "-dead"));
    assertThat(committed()).isEqualTo(1);
    assertThat(done()).containsExactly("0");
    create(topic + "-dead");
    await(() -> committed() == 3);
    assertThat(deadTexts()).containsExactly("throw java.lang.IllegalStateException 3");
    assertThat(done()).containsExactly("0", "2");
  }

  @Test
  void everyRecordOfAnOddLogIsProcessedOnceAndTheEndIsCommitted() throws Exception {
    send(
        List.of(
            new ProducerRecord<>(topic, null, "null key".getBytes(StandardCharsets.UTF_8)),
            new ProducerRecord<>(topic, "tombstone".getBytes(StandardCharsets.UTF_8), null),
            new ProducerRecord<>(topic, null, new byte[1_000_000])));
    Map<String, Object> transactional = Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic);
    try (Producer<byte[], byte[]> producer = producer(transactional)) {
      producer.initTransactions();
      for (int i = 0; i < 3; i++) {
        producer.beginTransaction();
        for (int each = 0; each < 5; each++) {
          producer.send(record("k", "t" + i)).get();
        }
        if (i == 1) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    long end = 3 + 3 * 6; // each transaction has a marker
    start("-Xmx64m", "ORDER=key");
    await(() -> committed() == end);
    assertThat(done()).containsExactlyInAnyOrder("0", "1", "2", "9", "10", "11", "12", "13");
    assertThat(calls()).contains("done " + topic + ":0:2 1000000", "done " + topic + ":0:1 0");
  }

  @Test
  void aBacklogDoesNotFillASmallHeap() throws Exception {
    byte[] value = "ok ".repeat(3_000).getBytes(StandardCharsets.UTF_8);
    int count = 15_000; // 135 MB
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      for (int i = 0; i < count; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, null, value));
      }
      producer.flush();
    }
    Member member = start("-Xmx48m", "ORDER=none", "PARALLELISM=64");
    await(() -> committed() == count || !member.isAlive());
    assertThat(member.isAlive()).isTrue();
    assertThat(done()).hasSize(count);
    assertThat(log()).doesNotContain("are lost");
  }

  @Test
  void aStoppedPartitionKeepsItsEventsForALaterVersion() throws Exception {
    send("ok", "throw", "ok");
    Member member = start("-Xmx64m", "ON_FAILURE=stop", "ATTEMPTS=1");
    await(() -> log().contains("no further event of its partition"));
    await(() -> committed() == 1);
    member.terminate();
    assertThat(done()).containsExactly("0");
    start("-Xmx64m", "ON_FAILURE=skip", "ATTEMPTS=1");
    await(() -> committed() == 3);
    assertThat(done()).containsExactly("0", "2");
  }

  @Test
  void aCallThatNeverEndsEndsTheProcessAndFinallyBecomesADeadLetter() throws Exception {
    send("hang", "ok");
    Member member = start("-Xmx64m", "FUNC_TIMEOUT=1", "ATTEMPTS=1");
    for (int ends = 0; ends < 2; ends++) {
      await(() -> !member.isAlive());
      assertThat(Files.readString(directory.resolve("reason")))
          .isEqualTo(
              "the call for event " + topic + ":0:0 is still running after twice the timeout");
      member.restart();
    }
    await(() -> committed() == 2);
    assertThat(deadTexts()).containsExactly("hang ProcessEnded 0");
  }

  @Test
  void aTopicThatDoesNotExistEndsTheProcessWithTheReason() throws Exception {
    Member member = start("-Xmx64m", "TOPIC=missing");
    await(() -> !member.isAlive());
    assertThat(member.exitValue()).isEqualTo(78);
    assertThat(Files.readString(directory.resolve("reason")))
        .isEqualTo("Kafka trigger t: topic missing does not exist on " + broker.servers());
  }

  @Test
  void aBrokerThatIsAwayAtTheStartIsAwaited() throws Exception {
    Member member = start("-Xmx64m", "SERVERS=127.0.0.1:" + (PORT + 9));
    await(() -> log().contains("cannot be reached"));
    assertThat(member.isAlive()).isTrue();
    var probe =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create("http://127.0.0.1:" + (PORT + 5) + "/readyz"))
                    .build(),
                java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(probe.statusCode()).isEqualTo(503);
    assertThat(probe.body()).contains("kafka-t: 0 partitions").contains("cannot be reached");
  }
}
