package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FaultProxy;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.Timing;
import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.kubeconfig.Login;
import io.kubeless.packaging.kubeconfig.ServerTrust;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deployments that are disturbed or killed, or run at the same time, always lead to the state of
 * one undisturbed deployment. {@code -Dconvergence.server=<address of kubectl proxy>} runs these
 * tests with a real API server, in the namespace {@code -Dconvergence.namespace}, and {@code
 * -Dconvergence.rounds} sets their number.
 */
class ConvergenceTest {
  private static final String SERVER = System.getProperty("convergence.server", "");
  private static final String NAMESPACE = System.getProperty("convergence.namespace", "team");
  private static final DeployOptions UNAWAITED =
      new DeployOptions(false, true, false, false, Duration.ZERO);
  private static final List<ApiResource> KINDS =
      List.of(
          ApiResource.SERVICE_ACCOUNT,
          ApiResource.SERVICE,
          ApiResource.DEPLOYMENT,
          ApiResource.INGRESS,
          ApiResource.CRON_JOB);

  @TempDir Path directory;

  private ClusterFixture cluster;
  private String server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.withoutControllers(directory);
    server = SERVER.isEmpty() ? cluster.server.address() : SERVER;
    proxy = FaultProxy.start(server, 2026);
    undeploy();
  }

  @AfterEach
  void stop() {
    undeploy();
    proxy.close();
    cluster.close();
  }

  private static int rounds(int otherwise) {
    return Integer.getInteger("convergence.rounds", otherwise);
  }

  private static ClusterConnection connection(String address) {
    return new ClusterConnection(
        new ClusterAccess(
            "test",
            URI.create(address),
            NAMESPACE,
            "bob",
            Optional.empty(),
            new ServerTrust(List.of(), Optional.empty(), false),
            () -> Login.NOBODY,
            List.of()),
        Timing.system());
  }

  private Function first() {
    return in(
        cluster.function("labels: {version: first}", "triggers: [{http: {host: a.acme.com}}]"));
  }

  private Function second() {
    Function function =
        cluster.function(
            "labels: {version: second}", "triggers: [{cronjob: {schedule: '@yearly'}}]");
    return in(function.withImage(function.image().withDigest(ClusterFixture.OTHER_DIGEST)));
  }

  private static Function in(Function function) {
    return function.withNamespace(NAMESPACE);
  }

  private static void deploy(String address, Function function) {
    try (ClusterConnection connection = connection(address);
        PendingChanges changes = new PendingChanges()) {
      Deployer deployer = new Deployer(connection, UNAWAITED, line -> {}, line -> {});
      changes.start(
          () ->
              new PendingChanges.Started<>(
                  deployer.start(
                      function,
                      ClusterFixture.manifests(function, Target.KUBERNETES),
                      Target.KUBERNETES),
                  deployed -> {}));
      changes.await();
    }
  }

  private void undeploy() {
    try (ClusterConnection connection = connection(server);
        PendingChanges changes = new PendingChanges()) {
      Undeployer undeployer = new Undeployer(connection, Duration.ofSeconds(30), line -> {});
      changes.start(
          () ->
              new PendingChanges.Started<>(
                  undeployer.start("hello", Optional.empty()), deleted -> {}));
      changes.await();
    }
  }

  /** Returns the function's objects without what the server assigns, and the number of locks. */
  private Map<String, JsonNode> state() throws ApiFailure {
    Map<String, JsonNode> state = new TreeMap<>();
    try (ClusterConnection connection = connection(server)) {
      KubernetesApi api = new KubernetesApi(connection);
      for (ApiResource kind : KINDS) {
        for (JsonNode object : api.list(kind, Names.podSelector("hello"))) {
          ObjectNode comparable = (ObjectNode) Plan.comparable(object);
          ((ObjectNode) comparable.path("metadata")).remove("annotations");
          if (comparable.path("spec") instanceof ObjectNode spec) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
          }
          state.put(kind.kind() + "/" + object.at("/metadata/name").asText(), comparable);
        }
      }
      for (JsonNode lease : api.list(ApiResource.LEASE, Names.podSelector("hello"))) {
        state.put("Lease/" + lease.at("/metadata/name").asText(), lease);
      }
      assertThat(api.list(ApiResource.CONFIG_MAP, Names.revisionSelector("hello")).size())
          .isLessThanOrEqualTo(History.LENGTH);
    }
    return state;
  }

  private Map<String, JsonNode> stateOf(Function function) throws ApiFailure {
    deploy(server, function);
    return state();
  }

  @Test
  void whenOneOfTenRequestsFailsEveryDeploymentLeadsToTheSameState() throws ApiFailure {
    List<Function> functions = List.of(first(), second());
    List<Map<String, JsonNode>> expected = List.of(stateOf(first()), stateOf(second()));
    int repeated = 0;
    proxy.faults(10);
    for (int round = 0; round < rounds(20); round++) {
      Function function = functions.get(round % 2);
      try {
        deploy(proxy.address(), function);
      } catch (ProblemException e) {
        repeated++;
        expire();
        deploy(server, function);
      }
      expire();
      assertThat(withoutLocks(state())).isEqualTo(expected.get(round % 2));
    }
    System.out.printf(
        "%d deployments, %d faults, %d deployments were repeated%n",
        rounds(20), proxy.faults(), repeated);
    assertThat(proxy.faults()).isPositive();
    assertThat(repeated).isLessThanOrEqualTo(rounds(20) / 10);
  }

  private static Map<String, JsonNode> withoutLocks(Map<String, JsonNode> state) {
    Map<String, JsonNode> objects = new TreeMap<>(state);
    objects.keySet().removeIf(name -> name.startsWith("Lease/"));
    return objects;
  }

  /** Lets a lock that was not released expire after a second. */
  private void expire() {
    try (ClusterConnection connection = connection(server)) {
      KubernetesApi api = new KubernetesApi(connection);
      for (JsonNode lease : api.list(ApiResource.LEASE, Names.podSelector("hello"))) {
        api.merge(
            ApiResource.LEASE,
            lease.at("/metadata/name").asText(),
            "test",
            Map.of("spec", Map.of("leaseDurationSeconds", 1)));
      }
    } catch (ApiFailure e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void afterADeploymentWasKilledAtAnyWriteTheNextOneConvergesAndNothingIsLeft() throws ApiFailure {
    Map<String, JsonNode> expected = stateOf(second());
    deploy(server, first());
    proxy.cutAfter(Integer.MAX_VALUE);
    deploy(proxy.address(), second());
    int writes = proxy.writes();
    assertThat(writes).isGreaterThan(6);
    List<Integer> killed = new ArrayList<>();
    for (int write = 1; write < writes; write++) {
      deploy(server, first());
      proxy.cutAfter(write);
      try {
        deploy(proxy.address(), second());
      } catch (ProblemException e) {
        killed.add(write);
      }
      expire();
      deploy(server, second());
      assertThat(state()).as("killed after write %s", write).isEqualTo(expected);
    }
    System.out.printf("killed after writes %s of %d%n", killed, writes);
    assertThat(killed).hasSizeGreaterThan(writes / 2);
  }

  /** Deploys one of the versions, in a process of its own. */
  public static void main(String[] args) throws IOException {
    ConvergenceTest test = new ConvergenceTest();
    test.cluster = ClusterFixture.withoutControllers(Path.of(args[1]));
    int code = 0;
    try {
      deploy(args[0], args[2].equals("first") ? test.first() : test.second());
    } catch (ProblemException e) {
      System.out.println(e.getMessage());
      code = e.getMessage().startsWith("KUBELESS-406 ") ? 3 : 1;
    }
    System.exit(code);
  }

  private Process process(String version) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dconvergence.namespace=" + NAMESPACE,
            "-cp",
            System.getProperty("java.class.path"),
            ConvergenceTest.class.getName(),
            server,
            directory.resolve(version).toString(),
            version)
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void twoProcessesThatDeployDifferentVersionsNeverLeaveAMix() throws Exception {
    List<Map<String, JsonNode>> expected = List.of(stateOf(first()), stateOf(second()));
    for (int round = 0; round < rounds(2); round++) {
      Process one = process("first");
      Process other = process("second");
      List<Integer> codes = new ArrayList<>();
      for (Process each : List.of(one, other)) {
        String output = new String(each.getInputStream().readAllBytes());
        assertThat(each.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(each.exitValue()).as(output).isIn(0, 3);
        codes.add(each.exitValue());
      }
      assertThat(codes).contains(0);
      assertThat(state()).isIn(expected);
    }
  }
}
