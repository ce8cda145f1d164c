package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.controller.source.Fixtures;
import io.kubeless.controller.source.SourceFunction;
import io.kubeless.packaging.manifest.Yaml;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server accepts what is rendered, in a namespace with the restricted standard. */
class RenderedSourceTest {
  private static ApiServer server;
  private String namespace;

  @BeforeAll
  static void start() throws Exception {
    server = ApiServer.started();
  }

  @BeforeEach
  void setNamespace() throws Exception {
    namespace = server.namespace("source");
    server.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/warn=restricted");
  }

  static Stream<String> functions() {
    return Fixtures.file("functions.yaml").keySet().stream();
  }

  private String applied(KubernetesObject object) throws Exception {
    return server.apply(
        Yaml.write(object.content()).replace("namespace: default", "namespace: " + namespace));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void theObjectsAreAcceptedWithoutAWarning(String name) throws Exception {
    Map<String, Object> content = Fixtures.map(Fixtures.file("functions.yaml").get(name));
    for (KubernetesObject each :
        SourceFunction.render(Fixtures.function(content), Fixtures.config(Map.of())).objects()) {
      assertThat(applied(each))
          .as(each.kind())
          .contains("serverside-applied")
          .doesNotContainIgnoringCase("warning");
    }
  }

  @Test
  void aFieldThatViolatesTheStandardIsReported() throws Exception {
    String spec =
        "{deployment: {spec: {template: {spec: {containers: [{image: i, securityContext:"
            + " {privileged: true}}]}}}}}";
    KubernetesObject deployment =
        SourceFunction.render(Fixtures.function(spec), Fixtures.config(Map.of())).objects().stream()
            .filter(each -> each.kind().equals("Deployment"))
            .findFirst()
            .orElseThrow();
    assertThat(applied(deployment)).contains("would violate PodSecurity", "privileged");
  }
}
