package io.kubeless.storm;

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
    Files.createDirectories(own);
    Files.writeString(
        own.resolve("function.properties"), "handler=" + TextFunction.class.getName() + "\n");
    Files.writeString(own.resolve("reason"), "");
    Map<String, String> environment = new TreeMap<>();
    environment.put("HOSTNAME", "pod-" + number);
    environment.put("FUNC_PORT", "0");
    environment.put("KUBELESS_MANAGEMENT_PORT", "" + (port + 5 + number));
    environment.put("KUBELESS_DRAIN_DELAY", "0");
    environment.put("KUBELESS_TERMINATION_LOG", own.resolve("reason").toString());
    Map<String, String> trigger = new TreeMap<>();
    trigger.put("NAME", "t");
    trigger.put("SERVERS", broker.servers());
    trigger.put("TOPIC", topic);
    trigger.put("GROUP", topic + "-group");
    trigger.put("DEAD_LETTER_TOPIC", topic + "-dead");
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
                "-Djava.io.tmpdir=" + own,
                "-cp",
                System.getProperty("java.class.path"),
                "io.kubeless.runtime.Main"),
            environment,
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
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.servers());
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4_000_000);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
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
    URI address = URI.create("http://127.0.0.1:" + (port + 5 + number) + "/readyz");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) { // bounded by the timeout of the class
      Thread.sleep(50);
    }
  }
}
