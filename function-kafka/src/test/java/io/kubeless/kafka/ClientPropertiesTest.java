package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.kafka.KafkaSettings.Mechanism;
import io.kubeless.kafka.KafkaSettings.Mode;
import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.kafka.KafkaSettings.Sasl;
import io.kubeless.kafka.KafkaSettings.Start;
import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.FailurePolicy.OnFailure;
import io.kubeless.runtime.source.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientPropertiesTest {
  @TempDir private Path directory;

  @BeforeEach
  void writeSecrets() throws IOException {
    Files.writeString(directory.resolve("username"), "duke\n");
    Files.writeString(directory.resolve("password"), "a\"b\\c\n");
    Files.writeString(directory.resolve("ca.crt"), "authority");
    Files.writeString(directory.resolve("tls.crt"), "certificate");
    Files.writeString(directory.resolve("tls.key"), "key");
  }

  private ClientProperties properties(boolean tls, boolean sasl, Map<String, String> more) {
    return new ClientProperties(
        new KafkaSettings(
            "orders",
            "kafka:9092",
            "orders",
            Mode.STREAM,
            "g",
            false,
            Optional.of("pod-1"),
            Order.PARTITION,
            16,
            new FailurePolicy(RetryPolicy.DEFAULT, OnFailure.DEAD_LETTER, Optional.of("dead")),
            Start.EARLIEST,
            tls,
            tls ? Optional.of(directory) : Optional.empty(),
            sasl ? Optional.of(new Sasl(Mechanism.SCRAM_SHA_512, directory)) : Optional.empty(),
            more),
        64 << 20);
  }

  @Test
  void aConsumerNeverCommitsItselfAndReadsOnlyWhatIsCommitted() throws Exception {
    assertThat(
            properties(false, false, Map.of("enable.auto.commit", "true", "client.rack", "a"))
                .consumer())
        .containsEntry("enable.auto.commit", false)
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("group.id", "g")
        .containsEntry("group.instance.id", "pod-1")
        .containsEntry("client.rack", "a")
        .containsEntry("security.protocol", "PLAINTEXT");
  }

  @Test
  void aDeadLetterIsAcknowledgedByAllReplicas() throws Exception {
    assertThat(properties(false, false, Map.of("client.rack", "a")).producer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .doesNotContainKey("client.rack");
  }

  @Test
  void noDeadLetterOvertakesAnother() throws Exception {
    assertThat(properties(false, false, Map.of()).producer())
        .containsEntry("max.in.flight.requests.per.connection", 1);
  }

  @Test
  void everyClientHasTheCertificatesAndTheLogin() throws Exception {
    ClientProperties properties =
        properties(true, true, Map.of("ssl.endpoint.identification.algorithm", ""));
    for (Map<String, Object> client :
        List.of(properties.consumer(), properties.producer(), properties.admin())) {
      assertThat(client)
          .containsEntry("security.protocol", "SASL_SSL")
          .containsEntry("ssl.truststore.certificates", "authority")
          .containsEntry("ssl.keystore.certificate.chain", "certificate")
          .containsEntry("ssl.keystore.key", "key")
          .containsEntry("ssl.endpoint.identification.algorithm", "")
          .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
          .containsEntry(
              "sasl.jaas.config",
              "org.apache.kafka.common.security.scram.ScramLoginModule required"
                  + " username=\"duke\" password=\"a\\\"b\\\\c\";");
    }
  }

  @Test
  void aSecretWithoutAnEntryIsReported() throws Exception {
    Files.delete(directory.resolve("password"));
    assertThatThrownBy(() -> properties(false, true, Map.of()).consumer())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the Secret has no entry password: ");
  }

  @Test
  void aRebalanceWaitsForTheTimeoutButNotTooLong() {
    ClientProperties shorter = properties(false, false, Map.of("max.poll.interval.ms", "8000"));
    assertThat(shorter.mostWait(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(4));
    assertThat(shorter.mostWait(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
  }
}
