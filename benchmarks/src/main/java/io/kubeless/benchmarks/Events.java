package io.kubeless.benchmarks;

import io.kubeless.storm.KafkaBroker;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Compares a Kafka trigger with a bare loop over Kafka's consumer: events per second of CPU time
 * with a backlog, and the latency of single events. The consumers take turns.
 */
public final class Events {
  private static final int PORT = 19392;
  private static final int PARTITIONS = 4;
  private static final Map<Integer, Integer> BACKLOGS = Map.of(64, 8_000_000, 1024, 1_600_000);
  private static final int SINGLE = 3000;
  private static final int SINGLE_WARM_UP = 1000;
  private static final int PER_SECOND = 300;
  private static final int[] SIZES = {64, 1024};
  private static final List<String> CONSUMERS = List.of("bare loop", "kubeless");

  private final Path java;
  private final KafkaBroker broker;
  private final Path directory;
  private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
  private int processes;

  private Events(Path java, KafkaBroker broker, Path directory) {
    this.java = java;
    this.broker = broker;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    String home = arguments.length > 0 ? arguments[0] : System.getProperty("java.home");
    Path java = Path.of(home, "bin", "java");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path directory = Files.createTempDirectory("events");
    try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"), PORT)) {
      Events events = new Events(java, broker, directory);
      for (int size : SIZES) {
        events.send("backlog-" + size, BACKLOGS.get(size), size, Integer.MAX_VALUE);
      }
      for (int round = 0; round < rounds; round++) {
        for (int size : SIZES) {
          for (String consumer : CONSUMERS) {
            events.backlog(consumer, size);
            events.single(consumer, size);
          }
        }
        System.out.println("round " + (round + 1) + " of " + rounds);
      }
      events.report(rounds);
    }
  }

  private void backlog(String consumer, int size) throws Exception {
    int events = BACKLOGS.get(size);
    Process process = start(consumer, "backlog-" + size, events, events * 3 / 4);
    double[] result = result(process);
    add(size + " B, events per second of CPU time", consumer, result[0] / result[2] * 1e9);
    add(size + " B, events/s", consumer, result[0] / result[1] * 1e9);
  }

  private void single(String consumer, int size) throws Exception {
    String topic = "single-" + size + "-" + processes;
    create(topic);
    Process process = start(consumer, topic, SINGLE, SINGLE_WARM_UP);
    send(topic, SINGLE, size, PER_SECOND);
    double[] result = result(process);
    add(size + " B, median latency in ms", consumer, result[3] / 1e6);
    add(size + " B, p99 of the latency in ms", consumer, result[4] / 1e6);
  }

  private void add(String figure, String consumer, double value) {
    figures
        .computeIfAbsent(figure, key -> new LinkedHashMap<>())
        .computeIfAbsent(consumer, key -> new ArrayList<>())
        .add(value);
  }

  private void create(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
  }

  private void send(String topic, int events, int size, int perSecond) throws Exception {
    if (perSecond == Integer.MAX_VALUE) {
      create(topic);
    }
    Map<String, Object> properties = // idempotence does not matter here, and may block (KAFKA-14359)
        Map.of("bootstrap.servers", broker.servers(), "enable.idempotence", false, "linger.ms", 0);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      long start = System.nanoTime();
      for (int i = 0; i < events; i++) {
        long due = start + TimeUnit.SECONDS.toNanos(i) / perSecond;
        while (perSecond != Integer.MAX_VALUE && System.nanoTime() - due < 0) {
          Thread.sleep(0, 200_000);
        }
        byte[] value = ByteBuffer.allocate(size).putLong(System.nanoTime()).array();
        producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, value));
      }
      producer.flush();
    }
  }

  private Process start(String consumer, String topic, int events, int warmUp) throws IOException {
    Path own = Files.createDirectories(directory.resolve("process-" + processes++));
    Files.writeString(
        own.resolve("function.properties"), "handler=" + EventFunction.class.getName() + "\n");
    ProcessBuilder builder =
        new ProcessBuilder(
                java.toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                classPath(),
                consumer.equals("kubeless") ? "io.kubeless.runtime.Main" : BareLoop.class.getName())
            .directory(own.toFile());
    Map<String, String> environment = builder.environment();
    environment.put(EventMeter.EVENTS, "" + events);
    environment.put(EventMeter.WARM_UP, "" + warmUp);
    environment.put(BareLoop.SERVERS, broker.servers());
    environment.put(BareLoop.TOPIC, topic);
    environment.put(BareLoop.GROUP, own.getFileName().toString());
    environment.put("FUNC_PORT", "0");
    environment.put("KUBELESS_MANAGEMENT_PORT", "0");
    environment.put("KUBELESS_DRAIN_DELAY", "0");
    environment.put("KUBELESS_KAFKA_0_NAME", "events");
    environment.put("KUBELESS_KAFKA_0_SERVERS", broker.servers());
    environment.put("KUBELESS_KAFKA_0_TOPIC", topic);
    environment.put("KUBELESS_KAFKA_0_GROUP", own.getFileName().toString());
    environment.put("KUBELESS_KAFKA_0_ON_FAILURE", "skip");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(own.resolve("log").toFile())
        .start();
  }

  private double[] result(Process process) throws Exception {
    Path own = directory.resolve("process-" + (processes - 1));
    try {
      while (!Files.exists(own.resolve(EventMeter.RESULT))) {
        if (!process.isAlive()) {
          throw new IOException("the consumer has ended: " + own.resolve("log"));
        }
        Thread.sleep(100);
      }
      return Arrays.stream(Files.readString(own.resolve(EventMeter.RESULT)).split(" "))
          .mapToDouble(Double::parseDouble)
          .toArray();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void report(int rounds) {
    System.out.println("\nmedians of " + rounds + " rounds on " + java + "\n");
    System.out.println("| | " + String.join(" | ", CONSUMERS) + " |\n| --- | --- | --- |");
    figures.forEach(
        (figure, values) -> {
          double bare = median(values.get(CONSUMERS.get(0)));
          double trigger = median(values.get(CONSUMERS.get(1)));
          System.out.printf(
              Locale.ROOT, "| %s | %.2f | %.2f (%.2f) |%n", figure, bare, trigger, trigger / bare);
        });
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
