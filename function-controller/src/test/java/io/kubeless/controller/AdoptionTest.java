package io.kubeless.controller;

import static io.kubeless.controller.TestNamespace.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions and objects that upstream's controller has left. */
class AdoptionTest {
  private static final Path UPSTREAM = Path.of("src/test/resources/upstream/orders.yaml");
  private static ApiServer server;
  private static FunctionController controller;
  private TestNamespace namespace;

  @BeforeAll
  static void start() throws Exception {
    server = ApiServer.started();
    controller =
        new FunctionController(
            server.client, new ControllerOptions(Set.of(), "default", "adopting"), () -> {});
    controller.start();
  }

  @AfterAll
  static void stop() {
    if (controller != null) {
      controller.close();
    }
  }

  @BeforeEach
  void setNamespace() throws Exception {
    namespace = TestNamespace.create(server);
  }

  /** Creates the objects of upstream's controller, with its name as the manager of the fields. */
  private Deployment upstream(String manager, String... replacements) throws Exception {
    String yaml = Files.readString(UPSTREAM);
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(yaml).contains(replacements[i]);
      yaml = yaml.replace(replacements[i], replacements[i + 1]);
    }
    Path file = Files.createTempFile("upstream", ".yaml");
    try {
      Files.writeString(file, yaml);
      assertThat(namespace.kubectl("create", "-f", file + "", "--field-manager=" + manager))
          .contains("deployment.apps/orders created");
    } finally {
      Files.delete(file);
    }
    namespace.rollOut(1, 1);
    return namespace.deployment();
  }

  /** Waits until the Deployment is that of the Function, without fields of the former one. */
  private Deployment adopted() throws Exception {
    namespace.ready("Progressing");
    Deployment deployment = namespace.deployment();
    assertThat(deployment.getSpec().getTemplate().getSpec().getInitContainers()).isEmpty();
    Container container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getImage()).isEqualTo("registry.acme.com/team/orders:2.0");
    assertThat(container.getEnv())
        .noneMatch(each -> each.getName().equals("KUBELESS_INSTALL_VOLUME"));
    assertThat(deployment.getSpec().getTemplate().getSpec().getVolumes())
        .noneMatch(each -> each.getName().equals("orders-deps"));
    assertThat(deployment.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(each -> each.getUid().equals(namespace.function().getMetadata().getUid()));
    assertThat(deployment.getMetadata().getManagedFields())
        .filteredOn(each -> !"status".equals(each.getSubresource()))
        .extracting(each -> each.getManager())
        .contains(OwnedObjects.MANAGER)
        .doesNotContain("kubeless-controller-manager", "before-first-apply");
    return deployment;
  }

  @Test
  void objectsOfUpstreamsControllerAreKeptWithoutItsFields() throws Exception {
    upstream("kubeless-function-controller");
    namespace.kubectl("annotate", "deployment/orders", "acme.com/by-hand=kept");
    Deployment before = namespace.deployment();
    namespace.apply();
    Deployment after = adopted();
    assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    assertThat(after.getMetadata().getAnnotations())
        .containsEntry("acme.com/by-hand", "kept")
        .doesNotContainKey("note");
    assertThat(after.getMetadata().getGeneration())
        .as("pods are replaced once")
        .isEqualTo(before.getMetadata().getGeneration() + 1);
    assertThat(namespace.service().getSpec().getSelector())
        .isEqualTo(Map.of("created-by", "kubeless", "function", "orders"));
  }

  @Test
  void objectsWithoutRecordedManagersAreKeptWithoutFormerFields() throws Exception {
    Deployment before = upstream("kubeless-controller-manager");
    server
        .client
        .resource(before)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"managedFields\":[{}]}}");
    assertThat(namespace.deployment().getMetadata().getManagedFields()).isEmpty();
    namespace.apply();
    assertThat(adopted().getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
  }

  @Test
  void aSelectorThatMatchesThePodsIsKept() throws Exception {
    upstream(
        "kubeless-controller-manager",
        "matchLabels: {created-by: kubeless, function: orders}",
        "matchLabels: {created-by: kubeless, function: orders, team: blue}");
    namespace.apply();
    assertThat(adopted().getSpec().getSelector().getMatchLabels()).containsEntry("team", "blue");
    assertThat(namespace.function().getStatus().path("selector").asText())
        .isEqualTo("created-by=kubeless,function=orders,team=blue");
  }

  @Test
  void aSelectorThatDoesNotMatchThePodsIsAConflictUntilTheDeploymentIsReplaced() throws Exception {
    Deployment before =
        upstream(
            "kubeless-controller-manager",
            "matchLabels: {created-by: kubeless, function: orders}",
            "matchLabels: {created-by: kubeless, function: orders, team: blue}",
            "team: blue",
            "team: red");
    namespace.apply();
    String name = namespace.name();
    assertThat(namespace.ready("Conflict").path("message").asText())
        .isEqualTo(
            """
            KUBELESS-473 Deployment orders selects pods by labels that the Function does not have: team=red
              where: namespace %1$s
              why:   the selector of a Deployment cannot be changed
              do:    kubectl label function orders -n %1$s team=red, or keep the pods until new ones are ready: kubectl delete deployment orders -n %1$s --cascade=orphan\
            """
                .formatted(name));
    assertThat(namespace.deployment().getSpec()).isEqualTo(before.getSpec());
    assertThat(namespace.service().getMetadata().getOwnerReferences())
        .as("no object is written, if not all can be")
        .isEmpty();
  }

  @Test
  void theNumberOfPodsIsLeftToTheAutoscaler() throws Exception {
    upstream("kubeless-controller-manager", "replicas: 1", "replicas: 5");
    namespace.apply(
        "  deployment:\n    spec:\n      replicas: 2\n",
        """
          horizontalPodAutoscaler:
            metadata: {name: orders}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: orders}
              minReplicas: 1
              maxReplicas: 10
              metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 70}}]
          deployment:
            spec:
        """);
    assertThat(adopted().getSpec().getReplicas()).isEqualTo(5);
  }

  @Test
  void theFinalizerOfUpstreamIsRemovedAndThoseOfOthersAreKept() throws Exception {
    namespace.apply(
        "metadata:\n  name: orders",
        "metadata:\n  finalizers: [acme.com/audit, kubeless.io/function]\n  name: orders");
    await(
        namespace::function,
        each -> each.getMetadata().getFinalizers().equals(List.of("acme.com/audit")));
  }

  @Test
  void aFunctionThatWasDeletedWithoutAControllerIsDeletedWhenThereIsOne() throws Exception {
    controller.close();
    try {
      namespace.apply(
          "metadata:\n  name: orders",
          "metadata:\n  finalizers: [kubeless.io/function]\n  name: orders");
      namespace.kubectl("delete", "fn/orders", "--wait=false");
      assertThat(namespace.function().isMarkedForDeletion()).isTrue();
    } finally {
      start();
    }
    await(() -> namespace.function() == null, each -> each);
    assertThat(namespace.deployment()).isNull();
  }
}
