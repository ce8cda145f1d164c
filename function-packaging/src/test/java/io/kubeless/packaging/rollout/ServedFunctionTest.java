package io.kubeless.packaging.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments that a controller of Kubeless has created from the newest Function, or has not. */
class ServedFunctionTest {
  @TempDir Path directory;

  private static JsonNode deployment(Function function) {
    return ClusterFixture.manifests(function, Target.KUBELESS).objects().stream()
        .filter(object -> object.kind().equals("Function"))
        .map(object -> ApiJson.node(object.content()).path("spec").path("deployment"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDeploymentOfAnotherImageEnvironmentOrConfigurationIsNotTheFunctions() throws IOException {
    try (ClusterFixture cluster = ClusterFixture.withoutControllers(directory)) {
      Function wanted = cluster.function("env: {A: '1'}", "config: {greeting: Hi}");
      ServedFunction served =
          ServedFunction.of(ClusterFixture.manifests(wanted, Target.KUBELESS)).orElseThrow();

      assertThat(served.isRunBy(deployment(wanted))).isTrue();
      assertThat(
              served.isRunBy(
                  deployment(
                      wanted.withImage(wanted.image().withDigest(ClusterFixture.OTHER_DIGEST)))))
          .isFalse();
      assertThat(
              served.isRunBy(
                  deployment(cluster.function("env: {A: '2'}", "config: {greeting: Hi}"))))
          .isFalse();
      assertThat(
              served.isRunBy(
                  deployment(cluster.function("env: {A: '1'}", "config: {greeting: Ho}"))))
          .isFalse();
    }
  }

  @Test
  void aDeploymentOfTheControllerOfThisProjectIsTheFunctions() throws IOException {
    try (ClusterFixture cluster = ClusterFixture.withoutControllers(directory)) {
      Function wanted = cluster.function("env: {A: '1'}", "config: {greeting: Hi}");
      ServedFunction served =
          ServedFunction.of(ClusterFixture.manifests(wanted, Target.KUBELESS)).orElseThrow();
      // It renders the objects of target kubernetes.
      JsonNode rendered =
          ClusterFixture.manifests(wanted, Target.KUBERNETES).objects().stream()
              .filter(object -> object.kind().equals("Deployment"))
              .map(object -> ApiJson.node(object.content()))
              .findFirst()
              .orElseThrow();
      assertThat(served.isRunBy(rendered)).isTrue();
    }
  }
}
