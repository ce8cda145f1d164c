package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.model.Image;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodePlacementTest {
  private static final Image ONE = image("arm64");
  private static final Image TWO = image("arm64", "amd64", "arm64");

  private static Image image(String... architectures) {
    return new Image("hello:1.0", Optional.empty(), "java:25", List.of(architectures));
  }

  @Test
  void anImageOfOneArchitectureSelectsItsNodes() {
    assertThat(NodePlacement.selector(ONE, true)).isEqualTo(Map.of("kubernetes.io/arch", "arm64"));
    assertThat(NodePlacement.selector(ONE, false))
        .isEqualTo(Map.of("beta.kubernetes.io/arch", "arm64"));
    assertThat(NodePlacement.affinity(ONE, true)).isNull();
  }

  @Test
  void anImageOfSeveralArchitecturesRunsOnTheNodesOfAny() {
    assertThat(NodePlacement.selector(TWO, true)).isNull();
    assertThat(NodePlacement.affinity(TWO, true))
        .hasToString(
            "{nodeAffinity={requiredDuringSchedulingIgnoredDuringExecution={nodeSelectorTerms="
                + "[{matchExpressions=[{key=kubernetes.io/arch, operator=In, values=[amd64, arm64]}"
                + "]}]}}}");
  }
}
