package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeTime;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A front end without a build tool that deploys and deletes several functions. */
class FunctionDeploymentsTest {
  private static final Owner SHOP = new Owner("com.acme:shop");
  private static final Owner GREETINGS = new Owner("com.acme:greetings");

  @TempDir Path directory;

  private final FakeTime time = new FakeTime();
  private final List<String> lines = new ArrayList<>();
  private final FrontEnd frontEnd =
      new FrontEnd(
          Wording.NEUTRAL,
          lines::add,
          line -> lines.add("! " + line),
          line -> lines.add("? " + line));
  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory, time.timing());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ClusterConnection connect(Optional<String> namespace) {
    assertThat(namespace).isEmpty();
    return cluster.server.connection(time.timing());
  }

  private Delivery delivery(Owner owner, Delivery.Images images, String... names) {
    return new Delivery(
        Stream.of(names).map(name -> cluster.configured(name, owner)).toList(),
        Target.KUBERNETES,
        new DeployOptions(false, false, false, false, Duration.ofSeconds(20)),
        this::connect,
        output(owner),
        (function, configured) -> ManifestFiles.write(output(owner), function, configured),
        images);
  }

  private Path output(Owner owner) {
    return directory.resolve("output").resolve(owner.name().split(":")[1]);
  }

  private FunctionDeployments deployments(Delivery... deliveries) {
    return new FunctionDeployments(
        List.of(deliveries),
        frontEnd,
        function -> CallLines.of(function, List.of(setting("name", function.name()))));
  }

  private void deploy(Delivery... deliveries) throws IOException {
    try (FunctionDeployments deployments = deployments(deliveries)) {
      deployments.deploy();
    }
  }

  @Test
  void functionsOfSeveralOwnersAreDeployedAwaitedAndReportedTogether() throws IOException {
    deploy(
        delivery(SHOP, function -> ClusterFixture.DIGEST, "orders", "bills"),
        delivery(GREETINGS, function -> ClusterFixture.OTHER_DIGEST, "hello"));

    assertThat(lines)
        .containsExactly(
            "cluster   test / team   target kubernetes   as bob",
            "apply     ServiceAccount Service Deployment +",
            "cluster   test / team   target kubernetes   as bob",
            "apply     ServiceAccount Service Deployment +",
            "cluster   test / team   target kubernetes   as bob",
            "apply     ServiceAccount Service Deployment +",
            "? + ServiceAccount orders",
            "? + Service orders",
            "? + Deployment orders",
            "ready     orders 1/1 in 0.0 s",
            "call      in cluster http://orders.team:8080   from here: goal invoke name=orders data=Duke",
            "? + ServiceAccount bills",
            "? + Service bills",
            "? + Deployment bills",
            "ready     bills 1/1 in 0.0 s",
            "call      in cluster http://bills.team:8080   from here: goal invoke name=bills data=Duke",
            "? + ServiceAccount hello",
            "? + Service hello",
            "? + Deployment hello",
            "ready     hello 1/1 in 0.0 s",
            "call      in cluster http://hello.team:8080   from here: goal invoke name=hello data=Duke");
    assertThat(Files.readString(output(GREETINGS).resolve("result.json")))
        .contains("\"pushed\" : \"" + ClusterFixture.OTHER_DIGEST + "\"", "\"ready\" : \"1/1\"");
    assertThat(output(SHOP).resolve("orders/kubernetes")).isNotEmptyDirectory();
    assertThat(output(SHOP).resolve("bills/kubeless")).isNotEmptyDirectory();
  }

  @Test
  void imagesThatWerePushedBeforeAreApplied() throws IOException {
    Delivery delivery = delivery(SHOP, function -> ClusterFixture.DIGEST, "orders");
    new ResultFile(output(SHOP))
        .image(
            delivery.functions().get(0).function(),
            "pushed",
            ClusterFixture.OTHER_DIGEST,
            Optional.empty());
    try (FunctionDeployments deployments = deployments(delivery)) {
      deployments.apply();
    }
    assertThat(cluster.store.names()).contains("Deployment/orders");
    assertThat(lines).contains("ready     1/1 in 0.0 s");
    assertThat(Files.readString(output(SHOP).resolve("orders/kubernetes/deployment.yaml")))
        .contains(ClusterFixture.OTHER_DIGEST);
  }

  @Test
  void noImageIsPushedIfAnyFunctionCannotBeDeployed() {
    cluster.server.always("GET .*/namespaces/team", FakeApiServer.answer(404, "not found"));
    Delivery.Images images =
        function -> {
          throw new AssertionError("pushed");
        };
    assertThat(
            ClusterFixture.problem(
                () -> {
                  try {
                    deploy(delivery(SHOP, images, "orders"));
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }))
        .startsWith("KUBELESS-408 ");
    assertThat(cluster.server.writes()).isEmpty();
  }

  @Test
  void whatIsMissingForAnyFunctionIsReportedTogether() {
    cluster.server.deny("apps/deployments delete");
    assertThat(
            ClusterFixture.problem(
                () -> {
                  try {
                    deploy(
                        delivery(SHOP, function -> ClusterFixture.DIGEST, "orders", "bills"),
                        delivery(GREETINGS, function -> ClusterFixture.DIGEST, "hello"));
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }))
        .contains(
            "KUBELESS-107 Permissions to deploy orders are missing: 1\n",
            "KUBELESS-107 Permissions to deploy bills are missing: 1\n",
            "KUBELESS-107 Permissions to deploy hello are missing: 1\n");
    assertThat(cluster.server.writes()).isEmpty();
  }

  @Test
  void afterAFailedPushTheFunctionsBeforeItAreAwaitedAndNoOtherIsPushed() {
    List<String> pushed = new ArrayList<>();
    Delivery.Images images =
        function -> {
          pushed.add(function.name());
          if (function.name().equals("bills")) {
            throw new IOException("connection reset");
          }
          return ClusterFixture.DIGEST;
        };
    assertThatThrownBy(() -> deploy(delivery(SHOP, images, "orders", "bills", "stock")))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
    assertThat(pushed).containsExactly("orders", "bills");
    assertThat(lines).contains("ready     orders 1/1 in 0.0 s");
    assertThat(cluster.store.names())
        .noneMatch(name -> name.startsWith("Lease/") || name.contains("stock"));
  }

  @Test
  void functionsThatAnOwnerNoLongerHasAreReportedOnceAndLast() throws IOException {
    deploy(delivery(SHOP, function -> ClusterFixture.DIGEST, "carts"));
    lines.clear();
    deploy(delivery(SHOP, function -> ClusterFixture.DIGEST, "orders", "bills"));

    assertThat(lines).filteredOn(line -> line.startsWith("! ")).hasSize(1);
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            "! The function carts is still deployed in team, and com.acme:shop no longer has it. To"
                + " delete it: kubectl delete configmaps,deployments.apps,services,serviceaccounts"
                + " -n team -l kubeless.io/owner="
                + Names.ownerLabel(SHOP, "carts"));
  }

  @Test
  void functionsAreDeletedTogetherAndTheOthersOfTheirOwnerAreReported() throws IOException {
    deploy(delivery(SHOP, function -> ClusterFixture.DIGEST, "orders", "bills", "carts"));
    lines.clear();
    try (FunctionRemovals removals = new FunctionRemovals(frontEnd)) {
      for (String name : List.of("orders", "bills", "unknown")) {
        removals.start(
            this::connect,
            new FunctionRemovals.Removed(
                name,
                Optional.empty(),
                Optional.of(SHOP),
                Set.of("orders", "bills", "unknown"),
                Target.KUBERNETES,
                Duration.ZERO));
      }
      removals.await();
    }
    assertThat(lines)
        .containsExactly(
            "cluster   test / team   target kubernetes   as bob",
            "- Deployment orders",
            "- Service orders",
            "- ServiceAccount orders",
            "cluster   test / team   target kubernetes   as bob",
            "- Deployment bills",
            "- Service bills",
            "- ServiceAccount bills",
            "cluster   test / team   target kubernetes   as bob",
            "deleted   3 objects of orders",
            "kept      carts of this owner; to delete it: goal undeploy name=carts",
            "deleted   3 objects of bills",
            "kept      carts of this owner; to delete it: goal undeploy name=carts",
            "unknown is not deployed",
            "kept      carts of this owner; to delete it: goal undeploy name=carts");
    assertThat(cluster.store.names())
        .contains("Deployment/carts")
        .doesNotContain("Deployment/bills");
  }
}
