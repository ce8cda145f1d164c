package io.kubeless.packaging.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployment does to a cluster, in which order, and what is left when it is disturbed. */
class DeployerTest {
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
  void aFunctionIsAppliedAndDeployingItAgainWritesNothing() {
    Deployed deployed = cluster.deploy(cluster.function());

    assertThat(deployed.ready()).isEqualTo("1/1");
    assertThat(deployed.changes())
        .extracting(ObjectChange::line)
        .containsExactly("+ ServiceAccount hello", "+ Service hello", "+ Deployment hello");

    int before = cluster.server.writes().size();
    Deployed again = cluster.deploy(cluster.function());

    assertThat(again.unchanged()).isTrue();
    assertThat(cluster.server.writes()).hasSize(before);
  }
}
