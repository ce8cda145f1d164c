package io.kubeless.storm;

import static io.kubeless.storm.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.PublishRequest;
import io.kubeless.runtime.Publisher;
import io.kubeless.runtime.source.NewEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins and TLS, events from a developer's machine, and a group that ends with its process. */
@Timeout(240)
class KafkaConnectionIT {
  private static final int PORT = 19430;
  private static final String PASSWORD = "pass\\word";
  @TempDir private static Path brokerDirectory;
  @TempDir private Path directory;
  private static KafkaBroker broker;
  private static Admin admin;
  private String topic;
  private final List<Member> members = new ArrayList<>();

  /** The output and the exit code of the process that publishes an event. */
  private record Published(int code, String line) {}

  @BeforeAll
  static void startBroker() throws Exception {
    certificate(brokerDirectory.resolve("tls"));
    certificate(brokerDirectory.resolve("other"));
    String pem = brokerDirectory.resolve("tls/store.pem").toString();
    broker =
        KafkaBroker.startWithLogins(
            List.of(),
            brokerDirectory,
            PORT,
            "127.0.0.1",
            "localhost",
            Map.of("hello", "secret"),
            "listeners="
                + KafkaBroker.listeners(PORT)
                + (",SASL_PLAINTEXT://127.0.0.1:" + (PORT + 2))
                + (",SSL://127.0.0.1:" + (PORT + 3)),
            "advertised.listeners=PLAINTEXT://127.0.0.1:"
                + PORT
                + (",SASL_PLAINTEXT://127.0.0.1:" + (PORT + 2))
                + (",SSL://127.0.0.1:" + (PORT + 3)),
            "listener.name.ssl.ssl.client.auth=required",
            "ssl.keystore.type=PEM",
            "ssl.keystore.location=" + pem,
            "ssl.truststore.type=PEM",
            "ssl.truststore.location=" + brokerDirectory.resolve("tls/ca.crt"));
    admin = Admin.create(Map.of("bootstrap.servers", broker.servers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic =
        test.getTestMethod().orElseThrow().getName() + Math.abs(test.getDisplayName().hashCode());
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    Files.createDirectories(directory.resolve("login"));
    Files.writeString(directory.resolve("login/username"), "hello\n");
    Files.writeString(directory.resolve("login/password"), "secret\n");
  }

  @AfterEach
  void killMembers() throws Exception {
    for (Member member : members) {
      member.kill();
    }
  }

  /** Creates a certificate that is its own authority, in the form of a mounted Secret. */
  private static void certificate(Path secret) throws Exception {
    Files.createDirectories(secret);
    Path store = secret.resolve("store.p12");
    List<String> keytool =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "key",
            "-keyalg",
            "EC",
            "-dname",
            "CN=test",
            "-ext",
            "san=ip:127.0.0.1",
            "-ext",
            "bc=ca:true",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            "password");
    assertThat(
            new ProcessBuilder(keytool)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
    char[] password = "password".toCharArray();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    String chain = pem("CERTIFICATE", keys.getCertificate("key").getEncoded());
    String key = pem("PRIVATE KEY", keys.getKey("key", password).getEncoded());
    Files.writeString(secret.resolve("ca.crt"), chain);
    Files.writeString(secret.resolve("tls.crt"), chain);
    Files.writeString(secret.resolve("tls.key"), key);
    Files.writeString(secret.resolve("store.pem"), chain + key);
  }

  private static String pem(String type, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }

  private Map<String, String> environment(String... settings) throws IOException {
    List<String> common = List.of("KUBELESS_MANAGEMENT_PORT=" + (PORT + 5), "ON_FAILURE=skip");
    return TriggerProcess.environment(
        directory, broker.servers(), topic, TriggerProcess.settings(common, settings));
  }

  private List<String> java(String main) {
    return TriggerProcess.java(directory, main, "-Xmx64m");
  }

  private Member start(String... settings) throws IOException {
    Member member = new Member(java("io.kubeless.runtime.Main"), environment(settings), directory);
    members.add(member);
    return member;
  }

  private Published publish(String text, String... settings) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(java(Publisher.class.getName()))
            .redirectError(directory.resolve("publish.log").toFile());
    builder.environment().putAll(environment(settings));
    Process process = builder.start();
    try (OutputStream input = process.getOutputStream()) {
      new PublishRequest(
              "kafka-t",
              new NewEvent(
                  Optional.of("k\u00e9y"),
                  Optional.empty(),
                  Map.of("event-id", "id of " + text),
                  text.getBytes(StandardCharsets.UTF_8)))
          .write(input);
    }
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Published(process.waitFor(), line);
  }

  private String calls() throws IOException {
    Path file = directory.resolve("calls");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private String reason() throws IOException {
    return Files.readString(directory.resolve("reason"));
  }

  private String log() throws IOException {
    Path file = directory.resolve("log");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private boolean ready() throws Exception {
    try {
      var connection =
          (java.net.HttpURLConnection)
              java.net
                  .URI
                  .create("http://127.0.0.1:" + (PORT + 5) + "/readyz")
                  .toURL()
                  .openConnection();
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  private String[] login(String mechanism) {
    return new String[] {
      "SERVERS=127.0.0.1:" + (PORT + 2),
      "SASL_MECHANISM=" + mechanism,
      "SASL_DIRECTORY=" + directory.resolve("login")
    };
  }

  private String[] tls(String secret) {
    return new String[] {
      "SERVERS=127.0.0.1:" + (PORT + 3),
      "TLS=true",
      "TLS_DIRECTORY=" + brokerDirectory.resolve(secret)
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "scram-sha-256", "scram-sha-512"})
  void anEventIsPublishedAndProcessedWithALogin(String mechanism) throws Exception {
    start(login(mechanism));
    assertThat(publish("ok", login(mechanism))).isEqualTo(new Published(0, topic + "-0@0\n"));
    await(() -> calls().contains("done id of ok 2")); // the id is that of the header field
  }

  @Test
  void anEventIsPublishedAndProcessedWithCertificatesOfBothSides() throws Exception {
    start(tls("tls"));
    assertThat(publish("ok", tls("tls"))).isEqualTo(new Published(0, topic + "-0@0\n"));
    await(() -> calls().contains("done id of ok 2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "scram-sha-512"})
  void aWrongPasswordEndsTheProcessWithOneLine(String mechanism) throws Exception {
    Files.writeString(directory.resolve("login/password"), PASSWORD);
    Member member = start(login(mechanism));
    await(() -> !member.isAlive());
    assertThat(member.exitValue()).isEqualTo(78);
    String reason = reason();
    assertThat(reason)
        .startsWith("Kafka trigger t: the login was refused by 127.0.0.1:" + (PORT + 2) + ": ")
        .doesNotContain("\n", PASSWORD);
    assertThat(publish("ok", login(mechanism))).isEqualTo(new Published(78, reason + "\n"));
  }

  @Test
  void aCertificateOfAnotherAuthorityEndsTheProcessWithOneLine() throws Exception {
    Member member = start(tls("other"));
    await(() -> !member.isAlive());
    assertThat(member.exitValue()).isEqualTo(78);
    assertThat(reason())
        .startsWith("Kafka trigger t: the login was refused by 127.0.0.1:" + (PORT + 3) + ": ")
        .doesNotContain("\n");
  }

  @Test
  void anEventForAnUnknownTopicOrAnUnreachableBrokerIsReported() throws Exception {
    assertThat(publish("ok", "TOPIC=missing"))
        .isEqualTo(
            new Published(
                78, "Kafka trigger t: topic missing does not exist on " + broker.servers() + "\n"));
    Published unreachable = publish("ok", "SERVERS=127.0.0.1:" + (PORT + 9));
    assertThat(unreachable.code()).isEqualTo(69);
    assertThat(unreachable.line())
        .startsWith("Kafka trigger t: 127.0.0.1:" + (PORT + 9) + " cannot be reached: ");
  }

  @Test
  void theGroupOfADeveloperBeginsWithTheNewestEventAndEndsWithItsProcess() throws Exception {
    publish("old");
    Member member = start("TEMPORARY=true", "START=latest");
    await(this::ready);
    publish("new");
    await(() -> calls().contains("done id of new"));
    assertThat(calls()).doesNotContain("old");
    assertThat(groups()).contains(topic + "-group");
    member.terminate();
    assertThat(groups()).doesNotContain(topic + "-group");
    assertThat(log()).doesNotContain("could not be deleted");
  }

  private static List<String> groups() throws Exception {
    return admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
  }
}
