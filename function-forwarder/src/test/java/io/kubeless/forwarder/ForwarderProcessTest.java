package io.kubeless.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubeless.forwarder.ReceivingFunction.Received;
import io.kubeless.runtime.RuntimeContract;
import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of an image with the forwarder, with events of a real NATS server. */
@SuppressWarnings("try") // closing a connection may throw InterruptedException
class ForwarderProcessTest {
  private static final Path SERVER =
      Path.of(System.getProperty("user.home"), ".cache", "kubeless-cluster", "bin", "nats-server");

  @TempDir Path directory;
  private Process broker;
  private Process forwarder;
  private Connection connection;
  private String servers;

  @BeforeEach
  void startBroker() throws Exception {
    boolean required = "required".equals(System.getenv("KUBELESS_IT_CLUSTER"));
    assumeTrue(
        required || Files.isExecutable(SERVER), SERVER + " is missing; run it/cluster/install");
    int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
    servers = "nats://127.0.0.1:" + port;
    broker =
        new ProcessBuilder(
                SERVER + "", "-js", "-a", "127.0.0.1", "-p", port + "", "-sd", directory + "/js")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nats.log").toFile())
            .start();
    ReceivingFunction.await("nats-server listens", () -> listens(port));
    connection = Nats.connect(servers);
    connection
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("all")
                .subjects("orders", "dead-letters.>")
                .storageType(StorageType.Memory)
                .build());
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void end() throws Exception {
    if (connection != null) {
      connection.close();
    }
    for (Process each : new Process[] {forwarder, broker}) {
      if (each != null) {
        each.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private void start(String url) throws IOException {
    Files.writeString(
        directory.resolve(RuntimeContract.DESCRIPTOR), "handler=" + Forwarder.class.getName());
    ProcessBuilder process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java") + "",
                "-cp",
                System.getProperty("java.class.path"),
                RuntimeContract.MAIN_CLASS)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("forwarder.log").toFile());
    process
        .environment()
        .putAll(
            Map.of(
                RuntimeContract.FUNC_PORT, "0",
                RuntimeContract.MANAGEMENT_PORT, "0",
                RuntimeContract.FUNC_TIMEOUT, "5",
                RuntimeContract.FUNCTION_NAME, "orders-hello",
                RuntimeContract.TERMINATION_LOG, directory.resolve("termination-log") + "",
                Forwarder.ADDRESS, url));
    Map.of(
            "NAME", "orders",
            "SERVERS", servers,
            "SUBJECT", "orders",
            "DURABLE", "team-a_orders_hello",
            "ATTEMPTS", "3",
            "BACKOFF_MS", "50",
            "ON_FAILURE", "dead-letter",
            "DEAD_LETTER_SUBJECT", "dead-letters.orders")
        .forEach((key, value) -> process.environment().put("KUBELESS_NATS_0_" + key, value));
    forwarder = process.start();
  }

  @Test
  void anEventIsRepeatedUntilTheFunctionAnswers200AndElseStoredAsADeadLetter() throws Exception {
    JetStreamSubscription dead = connection.jetStream().subscribe("dead-letters.orders");
    try (ReceivingFunction function = ReceivingFunction.answering(503, 201, 200, 400, 200)) {
      start(function.url());
      publish("first");
      ReceivingFunction.await("three attempts", () -> function.received.size() >= 3);
      publish("second");
      Message letter = dead.nextMessage(Duration.ofSeconds(60));
      assertThat(letter).as(log()).isNotNull();
      assertThat(new String(letter.getData(), StandardCharsets.UTF_8)).isEqualTo("second");
      publish("third");
      ReceivingFunction.await("the third event", () -> function.received.size() >= 5);
      assertThat(function.received)
          .map(Received::body)
          .containsExactly("first", "first", "first", "second", "third");
      assertThat(function.received)
          .map(each -> each.headers().get("event-id"))
          .containsExactly("all:1", "all:1", "all:1", "all:2", "all:4");
      assertThat(function.received.get(0).headers())
          .containsEntry("event-namespace", "natstriggers.kubeless.io");
    }
  }

  @Test
  void aProcessWithoutAnAddressEndsWithTheReason() throws Exception {
    Files.createFile(directory.resolve("termination-log")); // as the kubelet does
    start("");
    assertThat(forwarder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(forwarder.exitValue()).isEqualTo(RuntimeContract.EXIT_START);
    assertThat(Files.readString(directory.resolve("termination-log")))
        .contains("KUBELESS_FORWARD_URL is not the address of a function");
  }

  private void publish(String body) throws Exception {
    connection.jetStream().publish("orders", body.getBytes(StandardCharsets.UTF_8));
  }

  private String log() throws IOException {
    return String.join("\n", List.of(Files.readString(directory.resolve("forwarder.log"))));
  }
}
