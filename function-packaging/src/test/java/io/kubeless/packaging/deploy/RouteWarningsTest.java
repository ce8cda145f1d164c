package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.Timing;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reported about a cluster that accepts objects and would not serve them. */
class RouteWarningsTest {
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

  private List<String> warnings(String trigger) {
    return new RouteWarnings(cluster.api())
        .of(
            ClusterFixture.manifests(
                cluster.function("triggers: [{http: {" + trigger + "}}]"), Target.KUBERNETES));
  }

  private void classes(String items) {
    cluster.server.always(
        "GET .*/ingressclasses",
        request -> {
          request.answer(200, "{\"items\": [" + items + "]}");
          return true;
        });
  }

  @Test
  void anIngressOfAClassThatTheClusterDoesNotHaveIsReported() {
    classes("{\"metadata\": {\"name\": \"traefik\"}}");
    assertThat(warnings("host: a.acme.com, class: nginx"))
        .containsExactly(
            "No controller will serve the Ingress hello: its class is nginx, and the cluster has traefik");
    assertThat(warnings("host: a.acme.com, class: traefik")).isEmpty();
  }

  @Test
  void anIngressWithoutAClassNeedsADefaultClass() {
    classes("{\"metadata\": {\"name\": \"traefik\"}}");
    assertThat(warnings("host: a.acme.com"))
        .containsExactly(
            "Perhaps no controller will serve the Ingress hello: its trigger has no class, no"
                + " IngressClass is the default, and the cluster has traefik");
  }

  @Test
  void aDefaultClassServesAnIngressWithoutAClass() {
    classes(
        "{\"metadata\": {\"name\": \"traefik\", \"annotations\":"
            + " {\"ingressclass.kubernetes.io/is-default-class\": \"true\"}}}");
    assertThat(warnings("host: a.acme.com")).isEmpty();
  }

  @Test
  void anHttpRouteOfAGatewayThatDoesNotExistIsReported() {
    cluster.server.always("GET .*/infra/gateways/public", FakeApiServer.answer(404, "not found"));
    assertThat(warnings("host: a.acme.com, gateway: infra/public"))
        .containsExactly(
            "No controller will serve the HTTPRoute hello: the Gateway infra/public does not exist");
  }

  @Test
  void whatTheUserMayNotReadCausesNoWarning() {
    cluster.server.always("GET .*/ingressclasses", FakeApiServer.answer(403, "forbidden"));
    assertThat(warnings("host: a.acme.com, class: nginx")).isEmpty();
  }

  @Test
  void theClockOfTheServerIsComparedWithThisMachines() {
    Timing late = new Timing(() -> Instant.now().minus(Duration.ofHours(1)), duration -> {});
    assertThat(cluster.server.connection(late).clockSkew().orElseThrow())
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
  }
}
