package io.kubeless.controller;

import static io.kubeless.controller.TestNamespace.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions with source, and with an image of somebody else. */
class FunctionSourceTest {
  private static final String FUNCTION =
      """
      apiVersion: kubeless.io/v1beta1
      kind: Function
      metadata: {name: orders, namespace: %s}
      spec:
      """;
  private static final String SOURCE =
      FUNCTION
          + """
            runtime: python3.13
            handler: hello.hello
            function: |
              def hello(event, context):
                return 'hello'
          """;
  private static final String IMAGE =
      FUNCTION
          + """
            deployment: {spec: {template: {spec: {containers: [{image: "acme/hello:1"}]}}}}
          """;

  private ApiServer server;
  private TestNamespace namespace;
  private FunctionController controller;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.started();
    namespace = TestNamespace.create(server);
    controller =
        new FunctionController(
            server.client,
            new ControllerOptions(Set.of(namespace.name()), namespace.name(), "source"),
            () -> {});
    controller.start();
  }

  @AfterEach
  void stop() {
    if (controller != null) {
      controller.close();
    }
  }

  private ConfigMap config(String image) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("kubeless-config")
        .withNamespace(namespace.name())
        .endMetadata()
        .withData(
            Map.of(
                "provision-image",
                "acme/unzip:1",
                "runtime-images",
                """
                [{"ID": "python", "depName": "requirements.txt", "fileNameSuffix": ".py", "versions":
                  [{"name": "python313", "version": "3.13", "images":
                    [{"phase": "runtime", "image": "%s"}]}]}]
                """
                    .formatted(image)))
        .build();
  }

  private Container container() {
    return namespace.deployment().getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  @Test
  void aRuntimeIsUsedWhenItIsConfiguredAndAgainWhenItIsChanged() throws Exception {
    server.apply(SOURCE.formatted(namespace.name()));
    assertThat(namespace.ready("Invalid").path("message").asText())
        .contains("The runtime python3.13 is not configured");
    assertThat(namespace.deployment()).isNull();

    ConfigMap config = server.client.resource(config("acme/python:1")).create();
    namespace.ready("Progressing");
    assertThat(container().getImage()).isEqualTo("acme/python:1");
    assertThat(
            server
                .client
                .configMaps()
                .inNamespace(namespace.name())
                .withName("orders")
                .get()
                .getData())
        .containsKey("hello.py");

    config.setData(config("acme/python:2").getData());
    server.client.resource(config).update();
    await(this::container, each -> each.getImage().equals("acme/python:2"));
    assertThat(server.client.resource(config).get())
        .as("it is no object of a Function")
        .isNotNull();
  }

  @Test
  void anImageOfSomebodyElseNeedsNoRuntime() throws Exception {
    server.apply(IMAGE.formatted(namespace.name()));
    namespace.ready("Progressing");
    assertThat(container().getImage()).isEqualTo("acme/hello:1");
    assertThat(namespace.service().getSpec().getPorts().get(0).getPort()).isEqualTo(8080);
    namespace.rollOut(1, 1);
    namespace.ready("Ready");
  }
}
