package io.kubeless.packaging.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The information that is read from a cluster before the image is built. */
class NodesTest {
  @TempDir Path directory;
  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.withoutControllers(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void node(String name, String system, String architecture, Map<String, Object> spec) {
    try {
      cluster
          .api()
          .call(
              "POST",
              "/api/v1/nodes",
              "application/json",
              new com.fasterxml.jackson.databind.ObjectMapper()
                  .writeValueAsString(
                      Map.of(
                          "apiVersion",
                          "v1",
                          "kind",
                          "Node",
                          "metadata",
                          Map.of("name", name),
                          "spec",
                          spec,
                          "status",
                          Map.of(
                              "nodeInfo",
                              Map.of(
                                  "operatingSystem", system,
                                  "architecture", architecture)))));
    } catch (ApiFailure | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theArchitecturesAreThoseOfTheLinuxNodesThatTakePods() {
    Map<String, Object> tainted =
        Map.of("taints", List.of(Map.of("key", "control-plane", "effect", "NoSchedule")));
    node("control", "linux", "amd64", tainted);
    assertThat(Nodes.architectures(cluster.connection)).containsExactly("amd64");

    node("one", "linux", "arm64", Map.of());
    node("two", "linux", "s390x", Map.of());
    node("windows", "windows", "riscv64", Map.of());
    node("drained", "linux", "ppc64le", Map.of("unschedulable", true));
    assertThat(Nodes.architectures(cluster.connection)).containsExactly("arm64", "s390x");
  }

  @Test
  void oneConnectionInSeveralNamespacesReadsTheNodesOnce() {
    node("one", "linux", "arm64", Map.of());
    assertThat(Nodes.architectures(cluster.connection.in(Optional.of("a"))))
        .containsExactly("arm64");
    node("two", "linux", "s390x", Map.of());
    assertThat(Nodes.architectures(cluster.connection.in(Optional.of("b"))))
        .containsExactly("arm64");
    assertThat(Nodes.architectures(cluster.connection)).containsExactly("arm64", "s390x");
  }

  @Test
  void anImageIsForTheNodesAndALinkedJreForThisMachineAmongThem() {
    Image image = new Image("hello", Optional.empty(), "java:25", List.of("amd64"));
    Image linked = new Image("hello", Optional.empty(), Image.LINKED_JRE, List.of("amd64"));
    TreeSet<String> both = new TreeSet<>(List.of("amd64", "arm64"));
    TreeSet<String> arm = new TreeSet<>(List.of("arm64"));

    assertThat(Architectures.of(image, both)).containsExactly("amd64", "arm64");
    assertThat(Architectures.of(image, arm)).containsExactly("arm64");
    assertThat(Architectures.of(image, new TreeSet<>())).containsExactly("amd64");
    assertThat(Architectures.of(linked, both)).containsExactly("amd64");
    assertThatThrownBy(() -> Architectures.of(linked, arm))
        .hasMessage(
            """
            KUBELESS-109 A JRE that is linked on this machine cannot run on any node of the cluster
              where: image.base: linked-jre
              why:   this machine is amd64, the nodes are arm64
              do:    use a base image: image.base=eclipse-temurin:25-jre""");
  }
}
