package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events from real brokers and schedules, and brokers that cannot be used, on a real node. */
@OnCluster
@Timeout(600)
@SuppressWarnings("try") // closing a connection may throw InterruptedException
class TriggersIT {
  private static final String KAFKA_ORDERS = "examples/kafka-orders/README.md";

  @TempDir private static Path directory;
  private static Brokers brokers;

  @BeforeAll
  static void startBrokers() throws Exception {
    brokers = Brokers.start(directory);
    try (Connection connection = Nats.connectReconnectOnConnect(Brokers.natsHere())) {
      connection
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("IMAGES").subjects("images.>").build());
    }
  }

  @AfterAll
  static void stopBrokers() {
    if (brokers != null) {
      brokers.close();
    }
  }

  /** Adds a function that logs each event. */
  private static void function(Path project, String name, String triggers, String local)
      throws IOException {
    String type = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    Projects.write(
        project,
        "src/main/java/com/acme/" + type + ".java",
        """
        package com.acme;

        import io.kubeless.function.*;

        public final class %s implements Handler<Event, Context> {
          @Override
          public Void handle(Event event, Context context) {
            context.logger().log(System.Logger.Level.INFO, "received " + event.text());
            return null;
          }
        }
        """
            .formatted(type));
    Projects.write(
        project, "src/main/kubeless/" + name + "/function.yaml", "triggers: [" + triggers + "]\n");
    Projects.write(
        project,
        "src/main/kubeless/env/local/" + name + "/function.yaml",
        "triggers: [" + local + "]\n");
  }

  private static Path project(String test) throws IOException {
    Path project = Projects.example("hello", test);
    Projects.delete(project.resolve("src"));
    Projects.write(project, "src/main/kubeless/function.yaml", "memory: 192Mi\n");
    return project;
  }

  private static Cluster namespace(String name) throws IOException {
    Cluster cluster = Cluster.namespace(name);
    Brokers.name(cluster);
    for (String each : new String[] {Brokers.PASSWORD, "wrong"}) {
      cluster.kubectl(
          "create",
          "secret",
          "generic",
          each.equals("wrong") ? "wrong-login" : "kafka-login",
          "--from-literal=username=" + Brokers.USER,
          "--from-literal=password=" + each);
    }
    return cluster;
  }

  private static String kafka(String settings) {
    return "{kafka: {onFailure: skip, servers: '" + Brokers.kafkaInPods() + "', " + settings + "}}";
  }

  private static String publish(Path project, String function, String... more) throws IOException {
    String[] words = new String[more.length + 3];
    words[0] = "kubeless:invoke";
    words[1] = "-Dkubeless.env=local";
    words[2] = "-Dkubeless.name=" + function;
    System.arraycopy(more, 0, words, 3, more.length);
    return Maven.in(project).run(words).succeeds().lines("published ");
  }

  private static String pod(Cluster cluster, String function) throws IOException {
    return cluster
        .kubectl(
            "get", "pods", "-l", "function=" + function, "-o", "jsonpath={.items[0].metadata.name}")
        .strip();
  }

  /** Returns the response of the management port of a function's pod. */
  private static String management(Cluster cluster, String function, String path)
      throws IOException {
    String address =
        cluster
            .kubectl(
                "get",
                "pods",
                "-l",
                "function=" + function,
                "-o",
                "jsonpath={.items[0].status.podIP}")
            .strip();
    return Cluster.run(
        Projects.ROOT.resolve("it/cluster/in").toString(),
        "curl",
        "-s",
        "http://" + address + ":8081" + path);
  }

  private static void awaitLine(Cluster cluster, String function, String line) throws Exception {
    ProcessBuilder logs =
        new ProcessBuilder(
            "kubectl", "-n", cluster.name(), "logs", "--follow", pod(cluster, function));
    try (Started log = Started.of(logs)) {
      log.awaitLine(line);
    }
  }

  /** Waits for a value of a metric, which is counted after the line of the function. */
  private static void awaitMetric(Cluster cluster, String function, String line) throws Exception {
    String metrics = management(cluster, function, "/metrics");
    for (int i = 0; i < 40 && !metrics.contains(line); i++) {
      Thread.sleep(250);
      metrics = management(cluster, function, "/metrics");
    }
    assertThat(metrics).contains(line);
  }

  @Test
  @Executes(KAFKA_ORDERS)
  void everyCommandOfTheExampleReachesTheBroker() throws Exception {
    Cluster cluster = Cluster.namespace("it-kafka-orders");
    Brokers.name(cluster);
    Path project = Projects.example("kafka-orders", "kafka-orders-page");
    for (String file : new String[] {"function.yaml", "env/local/function.yaml"}) {
      // The topic of the other test has other records.
      Projects.edit(
          project,
          "src/main/kubeless/" + file,
          "topic: orders\n",
          "topic: book-orders\n    name: orders\n");
    }
    brokers.create("book-orders", "orders-dead-letters");
    Projects.edit(
        project, "src/main/kubeless/function.yaml", "kafka.kafka:9092", Brokers.kafkaInPods());
    Projects.edit(
        project,
        "src/main/kubeless/env/local/function.yaml",
        "localhost:9092",
        brokers.kafkaHere());
    try (Reader reader =
        Reader.on(cluster, project, 18440).here("password=…", "password=" + Brokers.PASSWORD)) {
      reader.read(Page.of(KAFKA_ORDERS));
      assertThat(reader.output()).contains("secret/kafka-login created", "ready     1/1");
    }
  }

  @Test
  void anEventOfEachTriggerIsProcessedAndCounted() throws Exception {
    Cluster cluster = namespace("it-triggers");
    Path project = project("triggers");
    function(
        project,
        "orders",
        kafka("topic: orders, sasl: kafka-login"),
        "{kafka: {topic: orders, onFailure: skip, servers: '" + brokers.kafkaHere() + "'}}");
    function(
        project,
        "images",
        "{nats: {name: images, subject: images.>, onFailure: skip, servers: '"
            + Brokers.natsInPods()
            + "'}}",
        "{nats: {name: images, subject: images.>, onFailure: skip, servers: '"
            + Brokers.natsHere()
            + "'}}");
    String cron = "{cronjob: {schedule: '0 0 1 1 *', payload: clean up}}";
    function(project, "tick", cron, cron);
    cluster.deploy(project).succeeds();

    assertThat(publish(project, "orders", "-Dkubeless.trigger=orders", "-Dkubeless.data=a book"))
        .isEqualTo("published orders-0@0");
    assertThat(
            publish(
                project,
                "images",
                "-Dkubeless.trigger=nats-images",
                "-Dkubeless.subject=images.cat",
                "-Dkubeless.data=a cat"))
        .isEqualTo("published IMAGES:1");
    cluster.kubectl("create", "job", "now", "--from=cronjob/tick-cron");

    awaitLine(cluster, "orders", "received a book");
    awaitLine(cluster, "images", "received a cat");
    awaitLine(cluster, "tick", "received clean up");
    awaitMetric(
        cluster, "orders", "function_events_succeeded_total{trigger=\"orders\",type=\"kafka\"} 1");
    awaitMetric(
        cluster, "images", "function_events_succeeded_total{trigger=\"images\",type=\"nats\"} 1");
    awaitMetric(cluster, "tick", "function_calls_total{method=\"POST\"} 1");
  }

  @Test
  void aBrokerThatCannotBeUsedEndsThePodWithTheReasonAndOneThatIsAwayIsAwaited() throws Exception {
    Cluster cluster = namespace("it-broken-triggers");
    Path project = project("broken-triggers");
    String none = "{http: {}}";
    function(project, "login", kafka("topic: orders, sasl: wrong-login"), none);
    function(project, "topic", kafka("name: orders, topic: missing, sasl: kafka-login"), none);
    function(
        project,
        "away",
        "{kafka: {topic: orders, onFailure: skip, servers: '10.244.0.1:19449'}}",
        none);

    Maven.Result deployed = cluster.deploy(project, "-Dkubeless.wait=40").fails();

    String login =
        "Kafka trigger orders: the login was refused by "
            + Brokers.kafkaInPods()
            + ": Authentication failed during authentication due to invalid credentials with SASL"
            + " mechanism SCRAM-SHA-512";
    String topic = "Kafka trigger orders: topic missing does not exist on " + Brokers.kafkaInPods();
    assertThat(deployed.output())
        .contains("KUBELESS-412 The function login cannot start")
        .contains("KUBELESS-412 The function topic cannot start")
        .contains(login)
        .contains(topic)
        .contains("KUBELESS-415 ");
    assertEnded(cluster, "login", login);
    assertEnded(cluster, "topic", topic);
    JsonNode away = container(cluster, "away");
    assertThat(away.path("restartCount").asInt()).isZero();
    assertThat(away.path("ready").asBoolean()).isFalse();
    assertThat(away.path("state").has("running")).isTrue();
    assertThat(management(cluster, "away", "/readyz"))
        .contains("kafka-orders: 0 partitions")
        .contains("10.244.0.1:19449 cannot be reached");
  }

  private static JsonNode container(Cluster cluster, String function) throws IOException {
    return cluster
        .json("get", "pods", "-l", "function=" + function)
        .at("/items/0/status/containerStatuses/0");
  }

  private static void assertEnded(Cluster cluster, String function, String reason)
      throws IOException {
    JsonNode container = container(cluster, function);
    JsonNode ended = container.path("state").path("terminated");
    if (ended.isMissingNode()) {
      ended = container.path("lastState").path("terminated");
    }
    assertThat(ended.path("exitCode").asInt()).as(container.toString()).isEqualTo(78);
    assertThat(ended.path("message").asText()).isEqualTo(reason);
  }
}
