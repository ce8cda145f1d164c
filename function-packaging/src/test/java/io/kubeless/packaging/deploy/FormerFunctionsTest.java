package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.model.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerFunctionsTest {
  @TempDir Path directory;

  @Test
  void aFunctionThatItsModuleNoLongerHasIsNamedWithTheCommandThatRemovesIt() throws IOException {
    try (ClusterFixture cluster = ClusterFixture.start(directory)) {
      Owner owner = new Owner("com.acme:hello");
      cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));

      assertThat(FormerFunctions.of(cluster.connection, owner, Set.of("hello", "hi"))).isEmpty();
      assertThat(FormerFunctions.of(cluster.connection, new Owner("com.acme:x"), Set.of()))
          .isEmpty();
      assertThat(FormerFunctions.of(cluster.connection, owner, Set.of("hi")))
          .containsExactly(
              new FormerFunctions.FormerFunction(
                  "hello",
                  "kubectl delete configmaps,deployments.apps,ingresses.networking.k8s.io,"
                      + "services,serviceaccounts -n team -l kubeless.io/owner="
                      + io.kubeless.packaging.manifest.Names.ownerLabel(owner, "hello")));
    }
  }
}
