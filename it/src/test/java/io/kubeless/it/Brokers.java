package io.kubeless.it;

import io.kubeless.storm.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Kafka and NATS in the network of the test cluster. Pods reach both on its bridge, and Kafka only
 * with a login; this machine reaches both on localhost.
 */
final class Brokers implements AutoCloseable {
  static final String USER = "orders";
  static final String PASSWORD = "s3cr3t";
  private static final String BRIDGE = "10.244.0.1";
  private static final int KAFKA = 19440;
  private static final int NATS = 19450;
  private static final String SCRIPTS = Projects.ROOT.resolve("it/cluster").toString();

  private final KafkaBroker kafka;
  private final Process nats;

  private Brokers(KafkaBroker kafka, Process nats) {
    this.kafka = kafka;
    this.nats = nats;
  }

  /** Starts both, with the topic {@code orders} and JetStream. */
  static Brokers start(Path directory) throws Exception {
    Cluster.run(SCRIPTS + "/expose", "" + KAFKA, "" + NATS);
    KafkaBroker kafka =
        KafkaBroker.startWithLogins(
            List.of(SCRIPTS + "/in"),
            directory.resolve("kafka"),
            KAFKA,
            BRIDGE,
            "kafka",
            Map.of(USER, PASSWORD));
    Brokers brokers = new Brokers(kafka, nats(directory));
    brokers.create("orders");
    return brokers;
  }

  /** Creates topics with one partition. */
  void create(String... topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
      List<NewTopic> all =
          Arrays.stream(topics).map(topic -> new NewTopic(topic, 1, (short) 1)).toList();
      admin.createTopics(all).all().get();
    }
  }

  private static Process nats(Path directory) throws IOException {
    Path configuration = directory.resolve("nats.conf");
    Files.writeString(
        configuration,
        "host: 0.0.0.0\nport: %s\njetstream { store_dir: '%s' }\n"
            .formatted(NATS, directory.resolve("nats")));
    return new ProcessBuilder(SCRIPTS + "/in", "nats-server", "-c", configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("nats.log").toFile())
        .start();
  }

  /** Returns the address of Kafka in pods, which requires a login. */
  static String kafkaInPods() {
    return "kafka:" + (KAFKA + 2);
  }

  /** Creates the name of Kafka in a namespace. */
  static void name(Cluster cluster) throws IOException {
    cluster.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: kafka}
        spec: {clusterIP: None, ports: [{port: %1$s}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: kafka, labels: {kubernetes.io/service-name: kafka}}
        addressType: IPv4
        endpoints: [{addresses: [%2$s]}]
        ports: [{port: %1$s}]
        """
            .formatted(KAFKA + 2, BRIDGE));
  }

  String kafkaHere() {
    return kafka.servers();
  }

  static String natsInPods() {
    return "nats://" + BRIDGE + ":" + NATS;
  }

  static String natsHere() {
    return "nats://127.0.0.1:" + NATS;
  }

  @Override
  public void close() {
    nats.destroy();
    kafka.close();
  }
}
