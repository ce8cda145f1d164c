package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

  private static ClassPathEntry entry(String coordinates, String... path) {
    return new ClassPathEntry(new DefaultArtifact(coordinates), List.of(path));
  }

  @Test
  void aClientThatIsTooOldIsNamedWithItsPath() {
    assertThatThrownBy(
            () ->
                KafkaClients.check(
                    List.of(entry("org.apache.kafka:kafka-clients:3.9.1", "spring:3", "clients"))))
        .hasMessage(
            """
            KUBELESS-211 kafka-clients 3.9.1 is too old
              where: spring:3 > clients
              why:   a Kafka trigger needs kafka-clients 4.2 or later
              do:    set the version of org.apache.kafka:kafka-clients in <dependencyManagement>""");
    assertThatThrownBy(
            () -> KafkaClients.check(List.of(entry("org.apache.kafka:kafka-clients:4.0.1", "a"))))
        .hasMessageStartingWith("KUBELESS-211 kafka-clients 4.0.1 is too old");
  }

  @Test
  void otherVersionsAndOtherLibrariesAreAccepted() {
    KafkaClients.check(
        List.of(
            entry("org.apache.kafka:kafka-clients:4.2.0", "a"),
            entry("org.apache.kafka:kafka-clients:4.10.0", "a"),
            entry("org.apache.kafka:kafka-streams:3.9.1", "a"),
            entry("com.acme:kafka-clients:1.0", "a")));
  }
}
