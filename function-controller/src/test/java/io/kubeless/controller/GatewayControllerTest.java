package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.kubeless.controller.trigger.TriggerOptions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTPTriggers of a controller with a Gateway, with an API server that serves HTTPRoutes. */
class GatewayControllerTest {
  /** Only the name of the definition is that of the Gateway API; it has no schema. */
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: httproutes.gateway.networking.k8s.io
        annotations: {api-approved.kubernetes.io: "unapproved, for a test"}
      spec:
        group: gateway.networking.k8s.io
        scope: Namespaced
        names: {kind: HTTPRoute, listKind: HTTPRouteList, plural: httproutes, singular: httproute}
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

  private static final String FUNCTION =
      """
      apiVersion: kubeless.io/v1beta1
      kind: Function
      metadata: {name: hello, namespace: NAMESPACE}
      spec:
        triggers: [{type: http, metadata: {host: example.com, path: /inline}}]
        deployment: {spec: {template: {spec: {containers: [{image: "acme/hello:1"}]}}}}
      """;
  private static final String TRIGGER =
      """
      apiVersion: kubeless.io/v1beta1
      kind: HTTPTrigger
      metadata: {name: entry, namespace: NAMESPACE}
      spec: {function-name: hello, host-name: example.com, path: stored}
      """;

  private ApiServer server;
  private FunctionController controller;
  private String namespace;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.started();
    assertThat(server.apply(DEFINITION)).contains("serverside-applied");
    server.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    namespace = server.namespace("gateway");
    controller =
        new FunctionController(
            server.client,
            new ControllerOptions(Set.of(namespace), namespace, "gateway")
                .withTriggers(TriggerOptions.of(Map.of("KUBELESS_GATEWAY", "infra/public"))),
            () -> {});
    controller.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (controller != null) {
      controller.close();
      server.kubectl("delete", "crd", "httproutes.gateway.networking.k8s.io");
    }
  }

  private HTTPRoute route(String name) {
    return server.client.resources(HTTPRoute.class).inNamespace(namespace).withName(name).get();
  }

  private Ingress ingress(String name) {
    return server.client.resources(Ingress.class).inNamespace(namespace).withName(name).get();
  }

  private void apply(String yaml) throws Exception {
    assertThat(server.apply(yaml.replace("NAMESPACE", namespace))).contains("serverside-applied");
  }

  @Test
  void theTriggersOfAControllerWithAGatewayAreHttpRoutes() throws Exception {
    apply(FUNCTION);
    apply(TRIGGER);
    HTTPRoute stored = TestNamespace.await(() -> route("entry"), each -> true);
    assertThat(stored.getSpec().getParentRefs().get(0).getName()).isEqualTo("public");
    assertThat(stored.getSpec().getHostnames()).containsExactly("example.com");
    assertThat(stored.getMetadata().getOwnerReferences().get(0).getKind()).isEqualTo("HTTPTrigger");
    HTTPRoute inline = TestNamespace.await(() -> route("hello"), each -> true);
    assertThat(inline.getMetadata().getOwnerReferences().get(0).getKind()).isEqualTo("Function");
    assertThat(ingress("entry")).isNull();
    assertThat(ingress("hello")).isNull();

    apply(TRIGGER.replace("path: stored", "path: stored, gateway: nginx"));
    TestNamespace.await(() -> ingress("entry"), each -> true);
    TestNamespace.await(() -> route("entry") == null, gone -> gone);
    apply(FUNCTION.replaceAll(" +triggers: .*\n", ""));
    TestNamespace.await(() -> route("hello") == null, gone -> gone);
  }
}
