package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The definitions, with a real API server. */
class DefinitionsTest {
  private static final Path INPUT = Path.of("src/test/resources/crds");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static ApiServer server;
  private static String namespace;

  @BeforeAll
  static void start() throws Exception {
    server = ApiServer.started();
    namespace = server.namespace("definitions");
  }

  private static GenericKubernetesResource created(String kind, String name, Object spec) {
    GenericKubernetesResource resource = new GenericKubernetesResource();
    resource.setApiVersion("kubeless.io/v1beta1");
    resource.setKind(kind);
    resource.setMetadata(new ObjectMetaBuilder().withName(name).build());
    resource.setAdditionalProperty("spec", spec);
    return server
        .client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("kubeless.io")
                .withVersion("v1beta1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true)
                .build())
        .inNamespace(namespace)
        .resource(resource)
        .create();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> cases(String file) throws Exception {
    Map<String, Map<String, Object>> cases = new LinkedHashMap<>();
    YAML.readValue(Files.readString(INPUT.resolve(file)), Map.class)
        .forEach((kind, each) -> cases.put("" + kind, (Map<String, Object>) each));
    return cases;
  }

  @Test
  void eachFieldOfUpstreamIsAcceptedAndStoredUnchanged() throws Exception {
    int number = 0;
    for (Map.Entry<String, Map<String, Object>> kind : cases("accepted.yaml").entrySet()) {
      for (Map.Entry<String, Object> each : kind.getValue().entrySet()) {
        GenericKubernetesResource stored =
            created(kind.getKey(), "accepted-" + ++number, each.getValue());
        assertThat(new TreeMap<>(stored.getAdditionalProperties()).get("spec"))
            .as(each.getKey())
            .isEqualTo(each.getValue());
      }
    }
    assertThat(number).isGreaterThan(40);
  }

  @Test
  void eachWrongValueIsRefusedWithTheGoldenMessage() throws Exception {
    StringBuilder messages = new StringBuilder();
    for (Map.Entry<String, Map<String, Object>> kind : cases("refused.yaml").entrySet()) {
      for (Map.Entry<String, Object> each : kind.getValue().entrySet()) {
        assertThatThrownBy(() -> created(kind.getKey(), "refused", each.getValue()))
            .as(each.getKey())
            .isInstanceOfSatisfying(
                KubernetesClientException.class,
                e ->
                    messages
                        .append(kind.getKey() + ", " + each.getKey() + "\n    ")
                        .append(
                            e.getStatus().getDetails().getCauses().stream()
                                .map(cause -> cause.getField() + ": " + cause.getMessage())
                                .sorted()
                                .reduce((a, b) -> a + "\n    " + b)
                                .orElse(e.getMessage()))
                        .append("\n"));
      }
    }
    GoldenFiles.check(GoldenFiles.directory("crds").resolve("refused.txt"), messages.toString());
  }

  @Test
  void kubectlExplainsTheResources() throws Exception {
    Map<String, String> explained = new TreeMap<>();
    for (String each : Definitions.RESOURCES) {
      explained.put(
          each + ".txt",
          server.kubectl("explain", each + ".spec") + server.kubectl("explain", each + ".status"));
    }
    GoldenFiles.check("crds/explain", explained);
  }

  @Test
  void kubectlGetsAFunctionByItsShortNameAndCategoriesAndScalesIt() throws Exception {
    String own = server.namespace("columns");
    Path file = Files.createTempFile("function", ".yaml");
    Files.writeString(
        file,
        """
        apiVersion: kubeless.io/v1beta1
        kind: Function
        metadata: {name: hello}
        spec: {runtime: java17, handler: com_acme_Hello.handle}
        status:
          image: registry.acme.com/hello@sha256:0123
          url: http://hello.columns:8080
          replicas: 1
          readyReplicas: 1
          conditions:
          - {type: Ready, status: "True", reason: Ready, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
        """);
    StringBuilder output = new StringBuilder();
    for (String line :
        List.of(
            "apply --server-side -f " + file,
            "apply --server-side --subresource=status -f " + file,
            "get fn",
            "get all -o wide",
            "get kubeless -o name",
            "wait --for=condition=Ready function/hello --timeout=5s",
            "scale function/hello --replicas=3",
            "get fn hello -o jsonpath={.spec}",
            "delete fn hello")) {
      output
          .append("$ kubectl " + line.replace(file + "", "hello.yaml") + "\n")
          .append(
              server
                  .kubectl((line + " -n " + own).split(" "))
                  .replace(own, "columns")
                  .replaceAll("(?m) +\\d+s$", " 1s")
                  .replaceAll("(?m) +$", "")
                  .strip())
          .append('\n');
    }
    Files.delete(file);
    GoldenFiles.check(GoldenFiles.directory("crds").resolve("kubectl.txt"), output.toString());
  }
}
