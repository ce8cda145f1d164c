package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The choice of the cluster that the tests use. */
class ClusterOptInIT {
  private static final Map<String, String> USER =
      Map.of(
          "KUBECONFIG", "/home/duke/.kube/config", "KUBELESS_REGISTRY", "registry.acme.com/team");

  private static Map<String, String> with(Map<String, String> environment, String value) {
    Map<String, String> copy = new HashMap<>(environment);
    copy.put("KUBELESS_IT_CLUSTER", value);
    return copy;
  }

  @Test
  void theClusterOfAKubeconfigIsNotUsedUnasked() {
    assertThat(Cluster.isAvailable(USER)).isFalse();
    assertThat(Cluster.isAvailable(with(USER, "false"))).isFalse();
    assertThat(Cluster.isAvailable(with(USER, "true"))).isTrue();
    assertThat(Cluster.isAvailable(with(USER, "required"))).isTrue();
  }

  @Test
  void aClusterThatIsMissingSkipsTheTestsOrFailsThemWhereItIsRequired() {
    assertThat(Cluster.isAvailable(with(Map.of(), "true"))).isFalse();
    assertThatThrownBy(() -> Cluster.isAvailable(with(Map.of(), "required")))
        .hasMessageContaining("KUBECONFIG");
    assertThatThrownBy(() -> Cluster.isAvailable(with(USER, "yes")))
        .hasMessageContaining("true, false or required");
  }

  @Test
  @OnCluster
  void aNamespaceThatNoTestHasCreatedIsNotDeleted() throws Exception {
    assertThatThrownBy(() -> Cluster.namespace("default"))
        .hasMessageContaining("was not created by a test");
    assertThat(Cluster.run("kubectl", "get", "namespace", "default", "-o", "name"))
        .isEqualTo("namespace/default\n");
  }
}
