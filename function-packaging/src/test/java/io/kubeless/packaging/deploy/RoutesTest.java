package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeTime;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice between Ingress and HTTPRoute, and the wait for the controller of a Gateway. */
class RoutesTest {
  private static final String INGRESS = "{host: a.acme.com}";
  private static final String AUTO = "{host: a.acme.com, route: auto}";
  private static final String GATEWAY = "{host: a.acme.com, gateway: public}";
  private static final String NO_GATEWAY =
      "route     a.acme.com/ as Ingress: no Gateway of the cluster accepts it";
  private static final DeployOptions OPTIONS =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(15));

  @TempDir Path directory;

  private final FakeTime time = new FakeTime();
  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory, time.timing());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Deployed deploy(String trigger) {
    cluster.log.clear();
    return cluster.deploy(
        cluster.function("triggers: [{http: " + trigger + "}]"), Target.KUBERNETES, OPTIONS);
  }

  private List<String> routes() {
    return cluster.log.stream().filter(line -> line.matches("(route|keep) .*")).toList();
  }

  private void gateway(String name, Map<String, Object> listener) {
    cluster.store.write(
        ApiResource.GATEWAY,
        name,
        Map.of(
            "metadata", Map.of("namespace", "team"),
            "spec", Map.of("listeners", List.of(listener)),
            "status",
                Map.of(
                    "addresses", List.of(Map.of("value", "203.0.113.7")),
                    "conditions", List.of(Map.of("type", "Accepted", "status", "True")))),
        "admin");
  }

  private static Map<String, Object> listener(String key, Object value) {
    Map<String, Object> listener = new TreeMap<>(Map.of("name", "web", "protocol", "HTTP"));
    listener.put(key, value);
    return listener;
  }

  private static Map<String, Object> namespaces(String from) {
    return listener("allowedRoutes", Map.of("namespaces", Map.of("from", from)));
  }

  /** Sets a condition of each HTTPRoute whenever it is written. */
  private void controller(String type, String status) {
    cluster.store.controller(
        object -> {
          if (object.path("kind").asText().equals("HTTPRoute")) {
            JsonNode metadata = object.path("metadata");
            cluster.store.status(
                ApiResource.HTTP_ROUTE,
                metadata.path("name").asText(),
                parents(type, status, metadata.path("generation").asLong()));
          }
        });
  }

  private static Map<String, Object> parents(String type, String status, long generation) {
    List<Map<String, Object>> conditions =
        List.of(
            Map.of("type", "Accepted", "status", "True", "observedGeneration", generation),
            Map.of(
                "type", type,
                "status", status,
                "reason", "NotAllowedByListeners",
                "message", "the listener permits other hosts",
                "observedGeneration", generation));
    return Map.of(
        "parents",
        List.of(Map.of("parentRef", Map.of("name", "public"), "conditions", conditions)));
  }

  @Test
  void anAutomaticRouteIsAnIngressWhereTheClusterHasNoGateway() {
    deploy(AUTO);
    assertThat(routes())
        .containsExactly("route     a.acme.com/ as Ingress: the cluster has no Gateway");
    cluster.store.unserve("gateways");
    deploy(AUTO);
    assertThat(routes())
        .containsExactly("route     a.acme.com/ as Ingress: the cluster does not serve Gateways");
    assertThat(cluster.store.names()).contains("Ingress/hello").doesNotContain("HTTPRoute/hello");
  }

  @Test
  void gatewaysThatMayNotBeListedAreAbsentAndThoseOfTheOwnNamespaceAreEnough() {
    cluster.server.always("GET .*/v1/gateways", FakeApiServer.answer(403, "cannot list"));
    cluster.server.always("GET .*/team/gateways", FakeApiServer.answer(403, "cannot list"));
    deploy(AUTO);
    assertThat(routes())
        .containsExactly("route     a.acme.com/ as Ingress: the user may not list Gateways");
  }

  @Test
  void whereOnlyTheOwnNamespaceMayBeListedItsGatewayIsTaken() {
    cluster.server.always("GET .*/v1/gateways", FakeApiServer.answer(403, "cannot list"));
    gateway("public", listener("port", 80));
    controller("ResolvedRefs", "True");
    deploy(AUTO);
    assertThat(routes())
        .containsExactly(
            "route     a.acme.com/ through the Gateway team/public",
            "route     HTTPRoute hello is accepted by the Gateway team/public, 203.0.113.7");
    assertThat(cluster.store.names()).contains("HTTPRoute/hello").doesNotContain("Ingress/hello");
  }

  @ParameterizedTest
  @CsvSource({
    "protocol, TCP, false",
    "hostname, b.acme.com, false",
    "hostname, a.acme.com, true",
    "hostname, '*.acme.com', true",
    "hostname, '*.a.acme.com', false"
  })
  void onlyAListenerForTheTriggerMakesAGatewayTheRoute(String key, String value, boolean taken) {
    gateway("public", listener(key, value));
    controller("ResolvedRefs", "True");
    deploy(AUTO);
    assertThat(routes().get(0))
        .isEqualTo(taken ? "route     a.acme.com/ through the Gateway team/public" : NO_GATEWAY);
  }

  @Test
  void aGatewayThatClosesItsListenersOrHasNoControllerIsNotTaken() {
    gateway("public", namespaces("None"));
    deploy(AUTO);
    assertThat(routes()).containsExactly(NO_GATEWAY);
    gateway("public", namespaces("Same"));
    cluster.store.status(ApiResource.GATEWAY, "public", Map.of());
    deploy(AUTO);
    assertThat(routes()).containsExactly(NO_GATEWAY);
  }

  @Test
  void aTriggerWithACertificateIsAttachedToTheListenerWithTlsOnly() {
    gateway("public", listener("port", 80));
    deploy("{host: a.acme.com, route: auto, tls: x}");
    assertThat(routes()).containsExactly(NO_GATEWAY);
    gateway("public", listener("protocol", "HTTPS"));
    controller("ResolvedRefs", "True");
    deploy("{host: a.acme.com, route: auto, tls: x}");
    assertThat(routes().get(0))
        .isEqualTo("route     a.acme.com/ through the Gateway team/public/web");
  }

  @Test
  void severalGatewaysForATriggerAreAnErrorBeforeAnythingIsWritten() {
    gateway("public", listener("port", 80));
    gateway("internal", listener("port", 80));
    assertThat(ClusterFixture.problem(() -> deploy(AUTO)))
        .isEqualTo(
            """
            KUBELESS-425 Several Gateways accept a.acme.com/
              where: function hello
              why:   route is auto, and these accept it: team/internal, team/public
              do:    name one: gateway: team/internal, or write route: ingress""");
    assertThat(cluster.server.writes()).isEmpty();
    controller("ResolvedRefs", "True");
    deploy("{host: a.acme.com, route: auto, gateway: public}");
    assertThat(routes().get(0)).isEqualTo("route     a.acme.com/ through the Gateway team/public");
  }

  @Test
  void manifestsWithAnIngressAreRefusedWhereAutoChoosesAGateway() {
    Function pushed = cluster.function("triggers: [{http: " + AUTO + "}]");
    Optional<Manifests> manifests =
        Optional.of(ClusterFixture.manifests(pushed, Target.KUBERNETES));
    Deployer deployer =
        cluster.deployer(new DeployOptions(false, false, false, false, Duration.ZERO));
    deployer.preflight(pushed, Target.KUBERNETES, manifests);
    gateway("public", listener("port", 80));

    assertThat(
            ClusterFixture.problem(() -> deployer.preflight(pushed, Target.KUBERNETES, manifests)))
        .isEqualTo(
            """
            KUBELESS-496 The manifests of hello contain an Ingress for a.acme.com/, and this cluster has a Gateway for it
              where: namespace team (context test)
              why:   route is auto, and deploy would choose the Gateway team/public; manifests are pushed without knowledge of the cluster
              do:    write gateway: team/public, or route: ingress, and push again: goal push""");
    deployer.preflight(pushed, Target.KUBERNETES, Optional.empty());
  }

  @Test
  void anIngressIsDeletedOnceItsHttpRouteIsAcceptedAndComesBackWithoutIt() {
    deploy(INGRESS);
    controller("ResolvedRefs", "True");
    deploy(GATEWAY);
    assertThat(cluster.log).contains("- Ingress hello");
    assertThat(cluster.store.names()).contains("HTTPRoute/hello").doesNotContain("Ingress/hello");
    deploy(INGRESS);
    assertThat(cluster.log).contains("- HTTPRoute hello");
    assertThat(cluster.store.names()).contains("Ingress/hello").doesNotContain("HTTPRoute/hello");
  }

  @Test
  void aRouteThatNoControllerAcceptsIsReportedAndKeepsTheIngressOfBefore() {
    deploy(INGRESS);
    Instant start = time.now();
    deploy(GATEWAY);
    assertThat(Duration.between(start, time.now())).isGreaterThanOrEqualTo(OPTIONS.patience());
    assertThat(routes())
        .containsExactly(
            "route     HTTPRoute hello is not accepted yet: no controller has reacted",
            "keep      Ingress hello, until that has happened");
    assertThat(cluster.store.names()).contains("HTTPRoute/hello", "Ingress/hello");

    cluster.store.status(ApiResource.HTTP_ROUTE, "hello", parents("ResolvedRefs", "True", 1));
    deploy(GATEWAY);
    assertThat(cluster.store.names()).contains("HTTPRoute/hello").doesNotContain("Ingress/hello");
    List<String> before = cluster.server.writes();
    deploy(GATEWAY);
    assertThat(routes())
        .containsExactly("route     HTTPRoute hello is accepted by the Gateway team/public");
    assertThat(cluster.server.writes()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"Accepted", "ResolvedRefs"})
  void aRefusalThatLastsFailsTheDeploymentAndNothingIsPruned(String condition) {
    deploy(INGRESS);
    controller(condition, "False");
    assertThat(ClusterFixture.problem(() -> deploy(GATEWAY)))
        .isEqualTo(
            """
            KUBELESS-424 The Gateway team/public does not accept HTTPRoute hello
              where: HTTPRoute/hello in team
              why:   NotAllowedByListeners: the listener permits other hosts
              do:    correct gateway or host of the trigger; the listeners are in: kubectl describe gateways.gateway.networking.k8s.io public -n team""");
    assertThat(cluster.store.names()).contains("Ingress/hello");
  }

  @Test
  void aConditionOfAnOlderGenerationIsNotTheAnswer() {
    controller("ResolvedRefs", "True");
    deploy(GATEWAY);
    cluster.store.status(ApiResource.HTTP_ROUTE, "hello", parents("ResolvedRefs", "True", 0));
    deploy(GATEWAY);
    assertThat(routes())
        .containsExactly(
            "route     HTTPRoute hello is not accepted yet: no controller has reacted");
  }
}
