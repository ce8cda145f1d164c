package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // closing a connection may throw InterruptedException
class StartTest {
  private static final String USERS =
      """
      authorization {
        users = [
          { user: admin, password: secret }
          { user: reader, password: secret, permissions: { publish: "unrelated" } }
        ]
      }
      """;
  @TempDir private Path directory;

  private Map<String, String> settings(NatsServer server, String... more) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("NAME", "orders");
    settings.put("SERVERS", server.url());
    settings.put("SUBJECT", "orders.*");
    settings.put("STREAM", "ORDERS");
    settings.put("DURABLE", "f");
    settings.put("DEAD_LETTER_SUBJECT", "dead");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private static Map<String, String> core(NatsServer server) {
    return Map.of(
        "NAME", "orders",
        "SERVERS", server.url(),
        "SUBJECT", "orders.*",
        "MODE", "core",
        "QUEUE", "q");
  }

  private String login(String user, String password) throws Exception {
    Path secret = Files.createDirectories(directory.resolve("secret-" + user));
    Files.writeString(secret.resolve("username"), user + "\n");
    Files.writeString(secret.resolve("password"), password + "\n");
    return secret.toString();
  }

  private static String end(Map<String, String> settings) throws Exception {
    try (TestProcess process = TestProcess.start("f", settings, event -> TestProcess.SUCCESS)) {
      Await.until("the process ends", () -> !process.ends.isEmpty());
      assertThat(process.ready()).isFalse();
      return process.ends.get(0);
    }
  }

  @Test
  void aWrongPasswordEndsTheProcess() throws Exception {
    try (NatsServer server = NatsServer.start(directory, USERS)) {
      assertThat(end(settings(server, "CREDENTIALS_DIRECTORY", login("admin", "wrong"))))
          .isEqualTo(
              "CONFIGURATION NATS trigger orders: the login was refused by "
                  + server.url()
                  + ": Authentication error connecting to NATS server: Authorization Violation");
    }
  }

  @Test
  void aMissingPermissionEndsTheProcess() throws Exception {
    try (NatsServer server = NatsServer.start(directory, USERS)) {
      assertThat(end(settings(server, "CREDENTIALS_DIRECTORY", login("reader", "secret"))))
          .startsWith(
              "CONFIGURATION NATS trigger orders: access was refused by "
                  + server.url()
                  + ": Permissions Violation for Publish to ");
    }
  }

  @Test
  void anIncompleteSecretEndsTheProcess() throws Exception {
    try (NatsServer server = NatsServer.start(directory)) {
      assertThat(end(settings(server, "CREDENTIALS_DIRECTORY", directory.toString())))
          .isEqualTo(
              "CONFIGURATION NATS trigger orders: the Secret has none of the entries nats.creds,"
                  + " nkey, token and username: "
                  + directory);
    }
  }

  @Test
  void anUnknownStreamEndsTheProcess() throws Exception {
    try (NatsServer server = NatsServer.start(directory)) {
      assertThat(end(settings(server)))
          .isEqualTo(
              "CONFIGURATION NATS trigger orders: stream ORDERS does not exist on " + server.url());
    }
  }

  @Test
  void withoutANameTheOnlyStreamThatStoresTheSubjectIsUsed() throws Exception {
    try (NatsServer server = NatsServer.start(directory);
        Connection connection = server.connect()) {
      Map<String, String> settings = settings(server);
      settings.remove("STREAM");
      assertThat(end(settings))
          .isEqualTo(
              "CONFIGURATION NATS trigger orders: no stream stores orders.* on " + server.url());
      connection
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
      connection.jetStream().publish("orders.new", new byte[0]);
      try (TestProcess process = TestProcess.start("f", settings, event -> TestProcess.SUCCESS)) {
        Await.until("the event is processed", () -> process.calls.size() == 1);
        assertThat(process.calls.get(0).id()).isEqualTo("ORDERS:1");
      }
    }
  }

  @Test
  void aStreamWithOtherSubjectsEndsTheProcess() throws Exception {
    try (NatsServer server = NatsServer.start(directory);
        Connection connection = server.connect()) {
      connection
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("ORDERS").subjects("order.*").build());
      assertThat(end(settings(server)))
          .isEqualTo(
              "CONFIGURATION NATS trigger orders: stream ORDERS has no subject that matches"
                  + " orders.*, only order.*");
    }
  }

  @Test
  void aConsumerThatWouldLoseEventsEndsTheProcess() throws Exception {
    try (NatsServer server = NatsServer.start(directory);
        Connection connection = server.connect()) {
      connection
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.*").build());
      connection
          .jetStreamManagement()
          .createConsumer(
              "ORDERS",
              ConsumerConfiguration.builder()
                  .durable("f")
                  .filterSubject("orders.*")
                  .maxDeliver(3)
                  .build());
      assertThat(end(settings(server)))
          .isEqualTo(
              "CONFIGURATION NATS trigger orders: consumer f of stream ORDERS has max_deliver 3,"
                  + " after which events are lost; -1 is required");
    }
  }

  @Test
  void anUnreachableServerIsNotReadyUntilItIsReached() throws Exception {
    NatsServer server = NatsServer.create(directory, "");
    try (TestProcess process = TestProcess.start("f", core(server), event -> TestProcess.SUCCESS)) {
      Await.until(
          "the server cannot be reached",
          () ->
              process
                  .source
                  .health()
                  .detail()
                  .endsWith(server.url() + " cannot be reached: Connection refused"));
      assertThat(process.ready()).isFalse();
      server.start();
      Await.until("it is ready", process::ready);
      assertThat(process.ends).isEmpty();
    } finally {
      server.close();
    }
  }

  @Test
  void aServerWithoutAnAddressIsAwaited() throws Exception {
    NatsServer server = NatsServer.create(directory, "");
    Map<String, String> settings = settings(server, "SERVERS", "nats://broker.invalid:4222");
    try (TestProcess process = TestProcess.start("f", settings, event -> TestProcess.SUCCESS)) {
      Await.until(
          "the server cannot be reached",
          () ->
              process
                  .source
                  .health()
                  .detail()
                  .contains("nats://broker.invalid:4222 cannot be reached: "));
      assertThat(process.ready()).isFalse();
      assertThat(process.ends).isEmpty();
    } finally {
      server.close();
    }
  }
}
