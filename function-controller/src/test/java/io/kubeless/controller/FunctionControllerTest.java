package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller, with a real API server, and without nodes and other controllers. */
class FunctionControllerTest {
  static final Path GOLDEN =
      Path.of("../function-packaging/src/test/resources/golden/everything/kubeless/function.yaml");
  private static ApiServer server;
  private static FunctionController controller;
  private String namespace;

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
    namespace = server.namespace("functions");
  }

  private String apply(String... replacements) throws Exception {
    String yaml = Files.readString(GOLDEN).replace("team-a", namespace);
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(yaml).contains(replacements[i]);
      yaml = yaml.replace(replacements[i], replacements[i + 1]);
    }
    return server.apply(yaml);
  }

  private static <T> T await(Supplier<T> value, Predicate<T> condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    T found = value.get();
    while (!(found != null && condition.test(found)) && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      found = value.get();
    }
    assertThat(found).isNotNull().matches(condition);
    return found;
  }

  private KubelessFunction function() {
    return server
        .client
        .resources(KubelessFunction.class)
        .inNamespace(namespace)
        .withName("orders")
        .get();
  }

  private JsonNode ready(String reason) throws Exception {
    KubelessFunction function =
        await(
            this::function,
            each ->
                each.getStatus() != null
                    && reason.equals(each.getStatus().at("/conditions/0/reason").asText())
                    && each.getMetadata().getGeneration()
                        == each.getStatus().path("observedGeneration").asLong());
    return function.getStatus().at("/conditions/0");
  }

  private Deployment deployment() {
    return server.client.apps().deployments().inNamespace(namespace).withName("orders").get();
  }

  private Service service() {
    return server.client.services().inNamespace(namespace).withName("orders").get();
  }

  private void rolledOut() {
    server
        .client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName("orders")
        .editStatus(
            each ->
                new DeploymentBuilder(each)
                    .withNewStatus()
                    .withObservedGeneration(each.getMetadata().getGeneration())
                    .withReplicas(2)
                    .withUpdatedReplicas(2)
                    .withReadyReplicas(2)
                    .withAvailableReplicas(2)
                    .endStatus()
                    .build());
  }

  @Test
  void aFunctionBecomesItsObjectsAndIsReadyWhenItsPodsAre() throws Exception {
    apply();
    assertThat(ready("Progressing").path("message").asText())
        .isEqualTo("0 of 2 pods of this version are available");
    Deployment deployment = deployment();
    assertThat(deployment.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(each -> each.getUid().equals(function().getMetadata().getUid()))
        .matches(each -> each.getBlockOwnerDeletion() == null);
    assertThat(deployment.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/managed-by", OwnedObjects.MANAGER)
        .containsEntry("team", "blue")
        .doesNotContainKey("kubeless.io/owner");
    assertThat(deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getImage())
        .isEqualTo("registry.acme.com/team/orders:2.0");
    assertThat(function().getMetadata().getFinalizers()).isEmpty();
    rolledOut();
    ready("Ready");
    assertThat(server.kubectl("wait", "--for=condition=Ready", "fn/orders", "-n", namespace))
        .contains("condition met");
    assertThat(function().getStatus().path("readyReplicas").asInt()).isEqualTo(2);
    assertThat(function().getStatus().path("url").asText())
        .isEqualTo("http://orders." + namespace + ":8080");
  }

  @Test
  void anEditIsAppliedAndWhatIsNoLongerNeededIsDeleted() throws Exception {
    apply();
    ready("Progressing");
    Supplier<PodDisruptionBudget> budget =
        () ->
            server
                .client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .withName("orders")
                .get();
    await(budget, each -> true);
    server.kubectl("scale", "fn/orders", "--replicas=1", "-n", namespace);
    await(this::deployment, each -> each.getSpec().getReplicas() == 1);
    await(() -> budget.get() == null, each -> each);
  }

  @Test
  void anObjectThatIsEditedByHandIsPutBackAndFieldsOfOthersAreKept() throws Exception {
    apply();
    ready("Progressing");
    server.kubectl("label", "service/orders", "-n", namespace, "function=other", "--overwrite");
    server.kubectl("annotate", "service/orders", "-n", namespace, "acme.com/note=kept");
    Service service =
        await(
            this::service, each -> "orders".equals(each.getMetadata().getLabels().get("function")));
    assertThat(service.getMetadata().getAnnotations()).containsEntry("acme.com/note", "kept");
    server.client.resource(service).delete();
    await(
        this::service, each -> !each.getMetadata().getUid().equals(service.getMetadata().getUid()));
  }

  @Test
  void aFunctionWithoutAnyChangeIsNotWritten() throws Exception {
    apply();
    ready("Progressing");
    Thread.sleep(1000); // events of the own writes
    String before = versions();
    server.kubectl("annotate", "service/orders", "-n", namespace, "acme.com/note=1");
    server.kubectl("annotate", "service/orders", "-n", namespace, "acme.com/note-");
    Thread.sleep(2000);
    assertThat(versions()).isEqualTo(before);
  }

  private String versions() {
    return function().getMetadata().getResourceVersion()
        + " "
        + deployment().getMetadata().getResourceVersion();
  }

  @Test
  void anInvalidFunctionHasItsProblemAndDoesNotDelayOthers() throws Exception {
    apply("runtime: java17", "runtime: cobol");
    assertThat(ready("Invalid").path("message").asText())
        .startsWith("KUBELESS-483 spec.runtime is not valid: cobol");
    assertThat(deployment()).isNull();
    apply();
    ready("Progressing");
  }

  @Test
  void anObjectOfSomebodyElseIsNotTouched() throws Exception {
    server
        .client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("orders")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(1)
                .endPort()
                .endSpec()
                .build())
        .create();
    apply();
    assertThat(ready("Conflict").path("message").asText())
        .isEqualTo(
            "Service orders exists, and is not an object of a function: delete it, or rename the"
                + " Function");
    assertThat(deployment()).isNull();
  }

  @Test
  void whatTheApiServerRefusesIsTheReason() throws Exception {
    server
        .client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("unrelated")
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    apply("type: ClusterIP", "type: Clustered");
    assertThat(ready("NotWritten").path("message").asText())
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
