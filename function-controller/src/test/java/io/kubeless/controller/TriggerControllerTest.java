package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.kubeless.controller.trigger.TriggerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The triggers of the controller, with a real API server. */
class TriggerControllerTest {
  private static final String OWN =
      """
      apiVersion: kubeless.io/v1beta1
      kind: Function
      metadata:
        name: hello
        labels: {created-by: kubeless, function: hello}
        annotations: {kubeless.io/runtime-parts: "server,kafka"}
      spec:
        handler: com_acme_Hello.handle
        runtime: java17
        deployment: {spec: {template: {spec: {containers: [{image: "acme/hello:1"}]}}}}
      """;
  private static final String HTTP =
      """
      apiVersion: kubeless.io/v1beta1
      kind: HTTPTrigger
      metadata: {name: entry}
      spec: {function-name: hello, host-name: example.com, path: hello}
      """;
  private static final String CRON =
      """
      apiVersion: kubeless.io/v1beta1
      kind: CronJobTrigger
      metadata: {name: nightly}
      spec: {function-name: hello, schedule: "0 3 * * *"}
      """;
  private static final String KAFKA =
      """
      apiVersion: kubeless.io/v1beta1
      kind: KafkaTrigger
      metadata: {name: orders}
      spec: {topic: orders, functionSelector: {matchLabels: {function: hello}}}
      """;

  private static ApiServer server;
  private static FunctionController controller;
  private String namespace;

  @BeforeAll
  static void start() throws Exception {
    server = ApiServer.started();
    controller =
        new FunctionController(
            server.client,
            new ControllerOptions(Set.of(), "default", "triggers")
                .withTriggers(
                    TriggerOptions.of(Map.of("KUBELESS_FORWARDER_IMAGE", "acme/forwarder:1"))),
            () -> {});
    controller.start();
  }

  @AfterAll
  static void stop() {
    if (controller != null) {
      controller.close();
    }
  }

  @BeforeEach
  void create() throws Exception {
    namespace = server.namespace("triggers");
  }

  private void apply(String yaml) throws Exception {
    assertThat(
            server.apply(
                yaml.replace("metadata: {", "metadata: {namespace: " + namespace + ", ")
                    .replace("metadata:\n", "metadata:\n  namespace: " + namespace + "\n")))
        .contains("serverside-applied");
  }

  private <T extends HasMetadata> T get(Class<T> kind, String name) {
    return server.client.resources(kind).inNamespace(namespace).withName(name).get();
  }

  private GenericKubernetesResource trigger(String kind, String name) {
    return server
        .client
        .genericKubernetesResources("kubeless.io/v1beta1", kind)
        .inNamespace(namespace)
        .withName(name)
        .get();
  }

  private static <T> T await(Supplier<T> value, Predicate<T> condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(40));
    T found = value.get();
    while (!(found != null && condition.test(found)) && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      found = value.get();
    }
    assertThat(found).isNotNull().matches(condition);
    return found;
  }

  /** Waits for a reason, and returns the message. */
  private String reason(String kind, String name, String reason) throws Exception {
    JsonNode condition =
        await(
            () ->
                server
                    .client
                    .getKubernetesSerialization()
                    .convertValue(trigger(kind, name), JsonNode.class)
                    .at("/status/conditions/0"),
            each -> each.path("reason").asText().equals(reason));
    return condition.path("message").asText();
  }

  private void awaitGone(Class<? extends HasMetadata> kind, String name) throws Exception {
    await(() -> get(kind, name) == null, gone -> gone);
  }

  private List<String> env(String name, String prefix) {
    Deployment deployment = get(Deployment.class, name);
    return deployment == null
        ? List.of()
        : deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
            .filter(each -> each.getName().startsWith(prefix))
            .map(each -> each.getName() + "=" + each.getValue())
            .toList();
  }

  @Test
  void aTriggerWaitsForItsFunctionAndEndsWithIt() throws Exception {
    apply(HTTP);
    assertThat(reason("HTTPTrigger", "entry", "FunctionNotFound"))
        .isEqualTo("there is no Function hello in the namespace " + namespace);
    assertThat(get(Ingress.class, "entry")).isNull();
    apply(OWN);
    reason("HTTPTrigger", "entry", "Ready");
    Ingress ingress = get(Ingress.class, "entry");
    assertThat(ingress.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(each -> each.getKind().equals("HTTPTrigger"))
        .matches(
            each -> each.getUid().equals(trigger("HTTPTrigger", "entry").getMetadata().getUid()))
        .matches(each -> each.getBlockOwnerDeletion() == null);
    assertThat(server.kubectl("wait", "--for=condition=Ready", "httptrig/entry", "-n", namespace))
        .contains("condition met");
    server.kubectl("delete", "fn/hello", "-n", namespace);
    reason("HTTPTrigger", "entry", "FunctionNotFound");
    awaitGone(Ingress.class, "entry");
  }

  @Test
  void aFunctionWithTheRuntimeIsDeployedWithItsTriggers() throws Exception {
    apply(OWN);
    await(() -> get(Deployment.class, "hello"), each -> true);
    apply(HTTP);
    apply(KAFKA);
    await(() -> env("hello", "KUBELESS_HTTP"), List.of("KUBELESS_HTTP_PATHS=/hello")::equals);
    assertThat(reason("KafkaTrigger", "orders", "Ready"))
        .isEqualTo("hello receives the events without a forwarder");
    await(
        () -> env("hello", "KUBELESS_KAFKA_0_GROUP"),
        List.of("KUBELESS_KAFKA_0_GROUP=" + namespace + "_orders_hello_orders")::equals);
    assertThat(env("hello", "KUBELESS_KAFKA_0_SERVERS"))
        .containsExactly("KUBELESS_KAFKA_0_SERVERS=kafka.kubeless:9092");
    server.kubectl("delete", "kafkatrig/orders", "httptrig/entry", "-n", namespace);
    await(() -> env("hello", "KUBELESS_KAFKA_0_"), List::isEmpty);
    await(() -> env("hello", "KUBELESS_HTTP"), List::isEmpty);
  }

  @Test
  void anyOtherImageHasAForwarder() throws Exception {
    apply(OWN.replace("server,kafka", "server"));
    apply(KAFKA);
    assertThat(reason("KafkaTrigger", "orders", "Progressing"))
        .isEqualTo("0 of 1 forwarders are available");
    Deployment forwarder =
        server.client.apps().deployments().inNamespace(namespace).list().getItems().stream()
            .filter(each -> each.getMetadata().getName().startsWith("orders-hello-"))
            .findFirst()
            .orElseThrow();
    String name = forwarder.getMetadata().getName();
    assertThat(env(name, "KUBELESS_FORWARD_URL"))
        .containsExactly("KUBELESS_FORWARD_URL=http://hello." + namespace + ":8080/");
    server
        .client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(name)
        .editStatus(
            each ->
                new DeploymentBuilder(each)
                    .withNewStatus()
                    .withReplicas(1)
                    .withReadyReplicas(1)
                    .withAvailableReplicas(1)
                    .endStatus()
                    .build());
    reason("KafkaTrigger", "orders", "Ready");
    server.kubectl("label", "fn/hello", "function=other", "--overwrite", "-n", namespace);
    reason("KafkaTrigger", "orders", "FunctionNotFound");
    awaitGone(Deployment.class, name);
  }

  @Test
  void aWrongTriggerDoesNotDelayOthers() throws Exception {
    apply(OWN);
    apply(CRON.replace("0 3 * * *", "0 25 * * *"));
    apply(CRON.replace("nightly", "daily").replace("0 3 * * *", "@daily"));
    assertThat(reason("CronJobTrigger", "nightly", "Invalid"))
        .contains("KUBELESS-485 spec.schedule is not valid: 0 25 * * *", "25 is not a valid hour");
    reason("CronJobTrigger", "daily", "Ready");
    assertThat(get(CronJob.class, "nightly")).isNull();
    assertThat(get(CronJob.class, "daily").getSpec().getSchedule()).isEqualTo("@daily");
  }

  @Test
  void anObjectOfSomebodyElseIsNotTouched() throws Exception {
    apply(OWN);
    server.kubectl("create", "ingress", "entry", "--rule=a.com/*=other:80", "-n", namespace);
    apply(HTTP);
    assertThat(reason("HTTPTrigger", "entry", "Conflict"))
        .isEqualTo(
            "Ingress entry exists, and is not an object of this trigger: delete it, or rename the"
                + " trigger");
    assertThat(get(Ingress.class, "entry").getSpec().getRules().get(0).getHost())
        .isEqualTo("a.com");
  }

  @Test
  void whatIsEditedByHandIsPutBack() throws Exception {
    apply(OWN);
    apply(HTTP);
    reason("HTTPTrigger", "entry", "Ready");
    server.kubectl(
        "patch",
        "ingress/entry",
        "-n",
        namespace,
        "--type=json",
        "-p=[{\"op\":\"replace\",\"path\":\"/spec/rules/0/host\",\"value\":\"b.com\"}]");
    await(
        () -> get(Ingress.class, "entry"),
        each -> each.getSpec().getRules().get(0).getHost().equals("example.com"));
    server.kubectl("delete", "ingress/entry", "-n", namespace);
    await(() -> get(Ingress.class, "entry"), each -> true);
  }

  @Test
  void finalizersOfUpstreamDoNotPreventTheDeletion() throws Exception {
    apply(HTTP.replace("name: entry", "name: entry, finalizers: [kubeless.io/httptrigger]"));
    apply(CRON.replace("name: nightly", "name: nightly, finalizers: [kubeless.io/cronjobtrigger]"));
    apply(KAFKA.replace("name: orders", "name: orders, finalizers: [kubeless.io/kafkatrigger]"));
    await(
        () -> trigger("HTTPTrigger", "entry"),
        each -> each.getMetadata().getFinalizers().isEmpty());
    server.kubectl(
        "patch",
        "httptrig/entry",
        "-n",
        namespace,
        "--type=merge",
        "-p={\"metadata\":{\"finalizers\":[\"kubeless.io/httptrigger\",\"acme.com/kept\"]}}");
    server.kubectl(
        "delete",
        "httptrig/entry",
        "crontrig/nightly",
        "kafkatrig/orders",
        "-n",
        namespace,
        "--wait=false");
    await(() -> trigger("CronJobTrigger", "nightly") == null, gone -> gone);
    await(() -> trigger("KafkaTrigger", "orders") == null, gone -> gone);
    await(
        () -> trigger("HTTPTrigger", "entry"),
        each -> each.getMetadata().getFinalizers().equals(List.of("acme.com/kept")));
  }

  @Test
  void theCronJobOfUpstreamIsReplaced() throws Exception {
    apply(OWN);
    server.kubectl(
        "create", "cronjob", "trigger-hello", "--image=a", "--schedule=0 3 * * *", "-n", namespace);
    server
        .client
        .batch()
        .v1()
        .cronjobs()
        .inNamespace(namespace)
        .withName("trigger-hello")
        .edit(
            each -> {
              each.getMetadata()
                  .setOwnerReferences(
                      List.of(
                          new OwnerReferenceBuilder()
                              .withApiVersion("kubeless.io/v1beta1")
                              .withKind("Trigger")
                              .withName("nightly")
                              .withUid("a")
                              .build()));
              return each;
            });
    apply(CRON);
    reason("CronJobTrigger", "nightly", "Ready");
    awaitGone(CronJob.class, "trigger-hello");
    assertThat(get(CronJob.class, "nightly")).isNotNull();
  }

  @Test
  void theTriggersOfAFunctionAreItsOwnObjects() throws Exception {
    apply(
        OWN
            + "  triggers:\n"
            + "  - {type: http, metadata: {host: example.com, path: /function/hello}}\n"
            + "  - {type: CronJobSource, metadata: {schedule: '@daily'}}\n"
            + "  - {type: kafka, metadata: {topic: orders}}\n");
    Ingress ingress = await(() -> get(Ingress.class, "hello"), each -> true);
    assertThat(ingress.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(each -> each.getKind().equals("Function"));
    await(() -> get(CronJob.class, "hello-cron"), each -> true);
    assertThat(env("hello", "KUBELESS_HTTP"))
        .containsExactly("KUBELESS_HTTP_PATHS=/function/hello");
    assertThat(env("hello", "KUBELESS_KAFKA_0_TOPIC"))
        .containsExactly("KUBELESS_KAFKA_0_TOPIC=orders");
    server.kubectl(
        "patch", "fn/hello", "-n", namespace, "--type=merge", "-p={\"spec\":{\"triggers\":[]}}");
    awaitGone(Ingress.class, "hello");
    awaitGone(CronJob.class, "hello-cron");
    await(
        () -> env("hello", "KUBELESS_"), each -> each.stream().noneMatch(e -> e.contains("KAFKA")));
  }

  @Test
  void withoutAnyChangeNothingIsWritten() throws Exception {
    apply(OWN);
    apply(HTTP);
    apply(CRON);
    apply(KAFKA);
    reason("HTTPTrigger", "entry", "Ready");
    reason("CronJobTrigger", "nightly", "Ready");
    reason("KafkaTrigger", "orders", "Ready");
    await(() -> env("hello", "KUBELESS_KAFKA_0_NAME"), each -> !each.isEmpty());
    Thread.sleep(1500); // events of the own writes
    String before = versions();
    server.kubectl("annotate", "fn/hello", "-n", namespace, "kubeless.io/note=1");
    server.kubectl("annotate", "ingress/entry", "-n", namespace, "acme.com/note=1");
    server.kubectl("annotate", "ingress/entry", "-n", namespace, "acme.com/note-");
    Thread.sleep(2000);
    assertThat(versions()).isEqualTo(before);
  }

  private String versions() {
    return trigger("HTTPTrigger", "entry").getMetadata().getResourceVersion()
        + " "
        + trigger("CronJobTrigger", "nightly").getMetadata().getResourceVersion()
        + " "
        + trigger("KafkaTrigger", "orders").getMetadata().getResourceVersion()
        + " "
        + get(CronJob.class, "nightly").getMetadata().getResourceVersion()
        + " "
        + get(Deployment.class, "hello").getMetadata().getResourceVersion();
  }
}
