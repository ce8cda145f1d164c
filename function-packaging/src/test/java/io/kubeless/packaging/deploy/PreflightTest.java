package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The problems that are reported before a project is compiled. */
class PreflightTest {
  @TempDir Path directory;

  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void everySecretThatIsMissingIsReportedBeforeAnythingIsCompiled() {
    assertThatThrownBy(
            () -> Preflight.check(cluster.connection, List.of("database", "registry", "database")))
        .hasMessageContaining("The Secret database is missing")
        .hasMessageContaining("The Secret registry is missing");
  }

  @Test
  void aNamespaceThatIsMissingIsReportedBeforeAnythingIsCompiled() {
    cluster.server.next("GET .*/namespaces/team", FakeApiServer.answer(404, "not found"));
    assertThat(
            ClusterFixture.problem(() -> Preflight.check(cluster.connection, List.of("database"))))
        .startsWith("KUBELESS-408 The namespace team does not exist\n")
        .endsWith("\n  do:    kubectl create namespace team, or choose one: namespace");
    assertThat(cluster.server.writes()).isEmpty();
  }

  @Test
  void anAccountThatMayNotReadNamespacesAndSecretsIsNotRefused() {
    cluster.server.next("GET .*/namespaces/team", FakeApiServer.answer(403, "forbidden"));
    cluster.server.next("GET .*/secrets/database", FakeApiServer.answer(403, "forbidden"));
    Preflight.check(cluster.connection, List.of("database"));
    assertThat(cluster.server.writes()).isEmpty();
  }
}
