package io.kubeless.storm;

import static io.kubeless.storm.Await.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, and the function with a Kafka trigger in processes of their own. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KafkaFunction {
  final int port;
  @TempDir static Path brokerDirectory;
  @TempDir Path directory;
  static KafkaBroker broker;
  static Admin admin;
  String topic;
  private final List<Member> members = new ArrayList<>();

  /**
   * Creates tests with a broker of their own, because several classes run at the same time.
   *
   * @param port of the broker; the next nine ones are used, too
   */
  KafkaFunction(int port) {
    this.port = port;
  }

  @BeforeAll
  void startBroker() throws Exception {
    broker =
        KafkaBroker.start(
            brokerDirectory,
            port,
            "message.max.bytes=4000000",
            "group.share.min.record.lock.duration.ms=1000");
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
    members.clear();
  }

  static void create(String name) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
  }

  /** Starts the function. */
  Member start(String memory, String... settings) throws IOException {
    return start(directory, 0, memory, settings);
  }

  /**
   * Starts the function as one of several processes.
   *
   * @param own directory of the process
   * @param number from 0
   */
  Member start(Path own, int number, String memory, String... settings) throws IOException {
    List<String> common =
        List.of(
            "HOSTNAME=pod-" + number,
            "KUBELESS_MANAGEMENT_PORT=" + (port + 5 + number),
            "DEAD_LETTER_TOPIC=" + topic + "-dead",
            "ATTEMPTS=3",
            "BACKOFF_MS=100");
    Member member =
        new Member(
            TriggerProcess.java(
                own, "io.kubeless.runtime.Main", memory, "-XX:+ExitOnOutOfMemoryError"),
            TriggerProcess.environment(
                own, broker.servers(), topic, TriggerProcess.settings(common, settings)),
            own);
    members.add(member);
    return member;
  }

  void send(String... texts) throws Exception {
    send(Arrays.stream(texts).map(text -> record("k", text)).toList());
  }

  ProducerRecord<byte[], byte[]> record(String key, String text) {
    return new ProducerRecord<>(
        topic, key.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }

  static void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    }
  }

  static Producer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> properties = new TreeMap<>(more);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4_000_000);
    return broker.producer(properties);
  }

  List<String> calls() throws IOException {
    Path file = directory.resolve("calls");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  List<String> done() throws IOException {
    return calls().stream()
        .filter(line -> line.startsWith("done "))
        .map(line -> line.split(" ", -1)[1].replaceAll(".*:", ""))
        .toList();
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
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

  List<String> deadTexts() {
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

  static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(
        letter.headers().lastHeader("kubeless-error-" + name).value(), StandardCharsets.UTF_8);
  }

  /** Waits until a process is ready. */
  void awaitReady(int number) throws Exception {
    await(
        () -> {
          try {
            return readiness(number).statusCode() == 200;
          } catch (IOException e) { // it does not listen yet
            return false;
          }
        });
  }

  HttpResponse<String> readiness(int number) throws Exception {
    return get(number, "/readyz");
  }

  /** Returns the value of a metric of the trigger, in the process with number 0. */
  double metric(String name) throws Exception {
    return get(0, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private HttpResponse<String> get(int number, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + (port + 5 + number) + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }
}
