package io.kubeless.controller;

import static io.kubeless.controller.TestNamespace.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller, with a real API server, and without nodes and other controllers. */
class FunctionControllerTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: orders-1
        namespace: %s
        labels: {created-by: kubeless, function: orders, pod-template-hash: a}
      spec:
        automountServiceAccountToken: false
        serviceAccountName: orders
        containers: [{name: orders, image: orders}]
      """;

  private static ApiServer server;
  private static FunctionController controller;
  private TestNamespace namespace;

  @BeforeAll
  static void start() throws Exception {
    server = ApiServer.started();
    controller =
        new FunctionController(
            server.client, new ControllerOptions(Set.of(), "default", "first"), () -> {});
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

  @Test
  void aFunctionBecomesItsObjectsAndIsReadyWhenItsPodsAre() throws Exception {
    namespace.apply();
    assertThat(namespace.ready("Progressing").path("message").asText())
        .isEqualTo("0 of 2 pods of this version are available");
    Deployment deployment = namespace.deployment();
    assertThat(deployment.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(each -> each.getUid().equals(namespace.function().getMetadata().getUid()))
        .matches(each -> each.getBlockOwnerDeletion() == null);
    assertThat(deployment.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/managed-by", OwnedObjects.MANAGER)
        .containsEntry("team", "blue")
        .doesNotContainKey("kubeless.io/owner");
    assertThat(deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getImage())
        .isEqualTo("registry.acme.com/team/orders:2.0");
    assertThat(namespace.function().getMetadata().getFinalizers()).isEmpty();
    namespace.rollOut(2, 2);
    namespace.ready("Ready");
    assertThat(namespace.kubectl("wait", "--for=condition=Ready", "fn/orders"))
        .contains("condition met");
    assertThat(namespace.function().getStatus().path("readyReplicas").asInt()).isEqualTo(2);
    assertThat(namespace.function().getStatus().path("url").asText())
        .isEqualTo("http://orders." + namespace.name() + ":8080");
  }

  @Test
  void anEditIsAppliedAndWhatIsNoLongerNeededIsDeleted() throws Exception {
    namespace.apply();
    namespace.ready("Progressing");
    Supplier<PodDisruptionBudget> budget =
        () ->
            server
                .client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace.name())
                .withName("orders")
                .get();
    await(budget, each -> true);
    namespace.kubectl("scale", "fn/orders", "--replicas=1");
    await(namespace::deployment, each -> each.getSpec().getReplicas() == 1);
    await(() -> budget.get() == null, each -> each);
  }

  @Test
  void anObjectThatIsEditedByHandIsPutBackAndFieldsOfOthersAreKept() throws Exception {
    namespace.apply();
    namespace.ready("Progressing");
    namespace.kubectl("label", "service/orders", "function=other", "--overwrite");
    namespace.kubectl("annotate", "service/orders", "acme.com/note=kept");
    Service service =
        await(
            namespace::service,
            each -> "orders".equals(each.getMetadata().getLabels().get("function")));
    assertThat(service.getMetadata().getAnnotations()).containsEntry("acme.com/note", "kept");
    server.client.resource(service).delete();
    await(
        namespace::service,
        each -> !each.getMetadata().getUid().equals(service.getMetadata().getUid()));
  }

  @Test
  void aFunctionWithoutAnyChangeIsNotWritten() throws Exception {
    namespace.apply();
    namespace.ready("Progressing");
    Thread.sleep(1000); // events of the own writes
    String before = versions();
    namespace.kubectl("annotate", "service/orders", "acme.com/note=1");
    namespace.kubectl("annotate", "service/orders", "acme.com/note-");
    Thread.sleep(2000);
    assertThat(versions()).isEqualTo(before);
  }

  private String versions() {
    return namespace.function().getMetadata().getResourceVersion()
        + " "
        + namespace.deployment().getMetadata().getResourceVersion();
  }

  @Test
  void anInvalidFunctionHasItsProblemAndDoesNotDelayOthers() throws Exception {
    namespace.apply("runtime: java17", "runtime: cobol");
    assertThat(namespace.ready("Invalid").path("message").asText())
        .startsWith("KUBELESS-483 spec.runtime is not valid: cobol");
    assertThat(namespace.deployment()).isNull();
    namespace.apply();
    namespace.ready("Progressing");
  }

  @Test
  void anObjectOfSomebodyElseIsNotTouched() throws Exception {
    server
        .client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("orders")
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(1)
                .endPort()
                .endSpec()
                .build())
        .create();
    namespace.apply();
    assertThat(namespace.ready("Conflict").path("message").asText())
        .isEqualTo(
            "KUBELESS-471 Service orders exists, and is not an object of a function\n"
                + "  where: namespace "
                + namespace.name()
                + "\n  do:    delete it, or rename the Function");
    assertThat(namespace.deployment()).isNull();
  }

  @Test
  void aChangedLabelOfTheFunctionIsAppliedToItsPods() throws Exception {
    namespace.apply();
    namespace.ready("Progressing");
    namespace.kubectl("label", "fn/orders", "team=green", "--overwrite");
    await(
        namespace::deployment,
        each -> "green".equals(each.getSpec().getTemplate().getMetadata().getLabels().get("team")));
  }

  @Test
  void aPodThatCannotPullItsImageIsTheReasonAndAnEvent() throws Exception {
    namespace.apply();
    namespace.ready("Progressing");
    namespace.rollOut(1, 0);
    server.apply(POD.formatted(namespace.name()));
    server
        .client
        .pods()
        .inNamespace(namespace.name())
        .withName("orders-1")
        .editStatus(
            each ->
                new PodBuilder(each)
                    .editOrNewStatus()
                    .addNewContainerStatus()
                    .withName("orders")
                    .withImage("orders")
                    .withImageID("")
                    .withReady(false)
                    .withRestartCount(0)
                    .withNewState()
                    .withNewWaiting("manifest unknown", "ErrImagePull")
                    .endState()
                    .endContainerStatus()
                    .endStatus()
                    .build());
    assertThat(namespace.ready("ImagePullFailed").path("message").asText())
        .contains("Pod/orders-1 in " + namespace.name(), "ErrImagePull: manifest unknown");
    assertThat(namespace.kubectl("describe", "fn/orders"))
        .containsPattern("Warning +ImagePullFailed .* kubeless-function-controller");
    namespace.rollOut(2, 2);
    namespace.ready("Ready");
    namespace.rollOut(2, 0);
    namespace.ready("ImagePullFailed");
    await(
        () ->
            server
                .client
                .events()
                .v1()
                .events()
                .inNamespace(namespace.name())
                .list()
                .getItems()
                .stream()
                .filter(each -> each.getReason().equals("ImagePullFailed"))
                .toList(),
        each -> each.size() == 1 && each.get(0).getSeries().getCount() == 2);
  }

  @Test
  void aFunctionInANamespaceThatRefusesItsObjectsDoesNotDelayOthers() throws Exception {
    namespace.apply("type: ClusterIP", "type: Clustered");
    namespace.kubectl("delete", "namespace", namespace.name(), "--wait=false");
    TestNamespace other = TestNamespace.create(server);
    other.apply();
    other.ready("Progressing");
  }

  @Test
  void whatTheApiServerRefusesIsTheReason() throws Exception {
    server
        .client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("unrelated")
                .withNamespace(namespace.name())
                .endMetadata()
                .build())
        .create();
    namespace.apply("type: ClusterIP", "type: Clustered");
    assertThat(namespace.ready("NotWritten").path("message").asText())
        .contains("Service \"orders\" is invalid", "Clustered");
  }

  @Test
  void theOptionsAreThoseOfTheEnvironment() {
    assertThat(
            ControllerOptions.of(
                Map.of("KUBELESS_NAMESPACES", "b, a", "POD_NAMESPACE", "k", "POD_NAME", "p")))
        .isEqualTo(new ControllerOptions(Set.of("a", "b"), "k", "p"));
  }
}
