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

  @Test
  void aRecordThatIsDeniedAlthoughNoPermissionIsMissingIsReported() {
    cluster.server.next("GET .*/configmaps/hello.*", FakeApiServer.answer(403, "not at night"));
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .contains("not at night");
    assertThat(cluster.server.writes()).isEmpty();
  }

  private Runnable scalesToZero(String minor) {
    cluster.server.next(
        "GET /version",
        request -> {
          request.answer(200, "{\"major\": \"1\", \"minor\": \"" + minor + "\"}");
          return true;
        });
    return () ->
        cluster.deploy(
            cluster.function(
                "autoscaling: {min: 0, max: 4, by: hpa}",
                "triggers: [{kafka: {topic: orders, servers: 'kafka:9092', lag: 10}}]"));
  }

  @Test
  void anAutoscalerWithoutAMinimumIsRefusedOnAClusterThatIsTooOldForIt() {
    assertThat(ClusterFixture.problem(scalesToZero("36+")))
        .isEqualTo(
            """
            KUBELESS-407 The cluster does not serve HorizontalPodAutoscalers with min: 0
              where: %s (context test)
              why:   it is Kubernetes 1.36, and 1.37 is required
              do:    write autoscaling.by: keda, or autoscaling.min: 1"""
                .formatted(cluster.server.address()));
    assertThat(cluster.server.writes()).isEmpty();
    scalesToZero("37").run();
    assertThat(cluster.store.names()).contains("HorizontalPodAutoscaler/hello");
  }
}
