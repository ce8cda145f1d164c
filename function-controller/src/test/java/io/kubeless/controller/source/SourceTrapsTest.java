package io.kubeless.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.manifest.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mistakes that upstream's controller makes with valid Functions, or provokes. */
class SourceTrapsTest {
  private static final String IMAGE =
      "{%s deployment: {spec: {template: {spec: {%s containers: [{image: i, %s}]}}}}}";

  private static Rendered rendered(String spec) {
    return SourceFunction.render(Fixtures.function(spec), Fixtures.config(Map.of()));
  }

  private static Map<String, Object> pod(Rendered rendered) {
    Map<String, Object> spec = Fixtures.map(Fixtures.rendered(rendered, "Deployment").get("spec"));
    return Fixtures.map(Fixtures.map(spec.get("template")).get("spec"));
  }

  private static Map<String, Object> container(Rendered rendered) {
    return list(pod(rendered), "containers").get(0);
  }

  private static List<Map<String, Object>> list(Map<String, Object> parent, String name) {
    List<Map<String, Object>> maps = new ArrayList<>();
    ((List<?>) parent.getOrDefault(name, List.of())).forEach(each -> maps.add(Fixtures.map(each)));
    return maps;
  }

  private static String template(Rendered rendered) {
    Map<String, Object> spec = Fixtures.map(Fixtures.rendered(rendered, "Deployment").get("spec"));
    return Yaml.write(Fixtures.map(spec.get("template")));
  }

  private static String image(String fields, String pod, String container) {
    return IMAGE.formatted(fields, pod, container);
  }

  @Test // 5
  void pullSecretsOfAFunctionAreKept() {
    String spec = image("handler: a.b, function: x,", "imagePullSecrets: [{name: own}],", "");
    assertThat(pod(rendered(spec)).get("imagePullSecrets")).hasToString("[{name=own}]");
  }

  @Test // 6
  void noVariableHasTwoValues() {
    String env = "env: [{name: FUNC_PORT, value: '1'}, {name: FUNC_TIMEOUT, value: '1'}]";
    assertThat(list(container(rendered(image("handler: a.b, function: x,", "", env))), "env"))
        .extracting(each -> each.get("name"))
        .doesNotHaveDuplicates()
        .contains("FUNC_PORT", "FUNC_TIMEOUT");
  }

  @Test // 7
  void aDeclaredPortIsNotAddedAgain() {
    assertThat(list(container(rendered(image("", "", "ports: [{containerPort: 8080}]"))), "ports"))
        .hasSize(1);
  }

  @Test // 8
  void aMissingTargetPortIsThePortOfTheService() {
    Rendered rendered = rendered(image("service: {ports: [{port: 9000}]},", "", ""));
    assertThat(list(container(rendered), "ports").get(0)).containsEntry("containerPort", 9000);
    assertThat(template(rendered)).contains("prometheus.io/port: \"9000\"");
  }

  @Test // 9 and 10
  void aServiceSelectsThePodsWhateverLabelsTheFunctionHas() {
    for (String service : List.of("", "service: {ports: [{port: 9000}], selector: {a: b}},")) {
      Map<String, Object> spec =
          Fixtures.map(Fixtures.rendered(rendered(image(service, "", "")), "Service").get("spec"));
      assertThat(spec.get("selector")).hasToString("{created-by=kubeless, function=hello}");
    }
  }

  @Test // 11
  void aChangeOfOnlyLabelsOrTheRuntimeReachesThePods() {
    String spec = "{handler: a.b, function: x, runtime: %s}";
    assertThat(template(rendered(spec.formatted("python3.13"))))
        .isNotEqualTo(template(rendered(spec.formatted("python2.7"))));
    Map<String, Object> labelled =
        Map.of(
            "metadata",
            Map.of("labels", Map.of("team", "orders")),
            "spec",
            Fixtures.yaml(spec.formatted("python3.13")));
    assertThat(
            template(SourceFunction.render(Fixtures.function(labelled), Fixtures.config(Map.of()))))
        .contains("team: orders");
  }

  @Test // 12
  void annotationsOfToolsDoNotReachThePods() {
    Map<String, Object> annotated =
        Map.of(
            "metadata",
            Map.of(
                "annotations",
                Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}", "a", "b")),
            "spec",
            Fixtures.yaml(image("", "", "")));
    String template =
        template(SourceFunction.render(Fixtures.function(annotated), Fixtures.config(Map.of())));
    assertThat(template).contains("a: b").doesNotContain("last-applied");
  }

  @Test // 15
  void fieldsThatAreNewerThanUpstreamArriveInThePods() {
    String pod = "topologySpreadConstraints: [{maxSkew: 1}], runtimeClassName: gvisor,";
    assertThat(template(rendered(image("", pod, "startupProbe: {grpc: {port: 1}}"))))
        .contains("maxSkew: 1", "runtimeClassName: gvisor", "grpc:");
  }

  @Test // 16
  void anEmptySecurityContextLeavesTheUserToTheCluster() {
    assertThat(template(rendered(image("", "", "")))).contains("runAsUser: 1000", "fsGroup: 1000");
    assertThat(template(rendered(image("", "securityContext: {},", ""))))
        .doesNotContain("runAsUser", "fsGroup")
        .contains("runAsNonRoot: true", "RuntimeDefault");
    assertThat(template(rendered(image("", "securityContext: {runAsUser: 0},", ""))))
        .doesNotContain("runAsNonRoot");
  }

  @Test // 17
  void aPodReceivesRequestsAndIsRestartedOnlyOnceItHasListened() {
    Map<String, Object> container = container(rendered(image("", "", "")));
    assertThat(container).containsKeys("livenessProbe", "readinessProbe", "startupProbe");
  }

  @Test // 18
  void theResourcesOfAnInitContainerWithoutAnImageAreNoContainer() {
    String pod = "initContainers: [{resources: {limits: {memory: 1Mi}}}],";
    assertThat(pod(rendered(image("", pod, "")))).doesNotContainKey("initContainers");
    String source =
        "{handler: a.b, function: x, runtime: python3.13, deployment: {spec: {template: {spec: {"
            + pod
            + "}}}}}";
    assertThat(list(pod(rendered(source)), "initContainers"))
        .allSatisfy(each -> assertThat(each.get("resources")).hasToString("{limits={memory=1Mi}}"));
  }

  @Test // 19
  void theStrategyOfAFunctionIsUsed() {
    String spec =
        "{deployment: {metadata: {labels: {tier: a}}, spec: {strategy: {type: Recreate}, template:"
            + " {spec: {containers: [{image: i}]}}}}}";
    assertThat(Yaml.write(Fixtures.rendered(rendered(spec), "Deployment")))
        .contains("type: Recreate", "tier: a")
        .doesNotContain("rollingUpdate");
  }

  @Test // 21
  void theConfiguredDeploymentIsMergedOnceHoweverOftenAFunctionIsRendered() {
    KubelessConfig config =
        Fixtures.config(
            Map.of(
                "deployment",
                "{spec: {template: {spec: {containers: [{env: [{name: A, value: a}]}, {name: b,"
                    + " image: b}, {name: c, image: c}]}}}}"));
    var function = Fixtures.function(image("", "", "env: [{name: B, value: b}]"));
    Rendered first = SourceFunction.render(function, config);
    assertThat(SourceFunction.render(function, config)).isEqualTo(first);
    assertThat(list(container(first), "env"))
        .extracting(each -> each.get("name"))
        .containsExactly("A", "B", "FUNC_PORT");
    assertThat(list(pod(first), "containers")).hasSize(3);
  }

  @Test // 22
  void anAutoscalerIsInTheNamespaceOfItsFunction() {
    String scaler =
        "horizontalPodAutoscaler: {metadata: {name: hello}, spec: {scaleTargetRef: {name: hello},"
            + " maxReplicas: 2, metrics: [{type: Resource, resource: {name: cpu,"
            + " targetAverageUtilization: 50}}]}},";
    assertThat(
            Yaml.write(
                Fixtures.rendered(rendered(image(scaler, "", "")), "HorizontalPodAutoscaler")))
        .contains("apiVersion: autoscaling/v2\n", "namespace: default", "averageUtilization: 50");
  }

  @Test // 23
  void theSecretOfImageBuildsIsNotUsed() {
    assertThat(template(rendered(image("handler: a.b, function: x,", "", ""))))
        .doesNotContain("imagePullSecrets");
    assertThat(template(rendered("{handler: a.b, function: x, runtime: python3.13}")))
        .contains("name: provision\n", "name: p1\n", "name: p2\n")
        .doesNotContain("name: builder");
  }

  @Test // 25
  void aNameOf63CharactersIsNotTooLongForVolumes() {
    Map<String, Object> named =
        Map.of(
            "metadata",
            Map.of("name", "h".repeat(63)),
            "spec",
            Fixtures.yaml("{handler: a.b, function: x, runtime: python3.13}"));
    Rendered rendered = SourceFunction.render(Fixtures.function(named), Fixtures.config(Map.of()));
    assertThat(list(pod(rendered), "volumes"))
        .extracting(each -> ("" + each.get("name")).length())
        .allMatch(length -> length <= 63);
  }

  @Test // 30
  void podsAreReplacedWhenOnlyTheConfigMapChanges() {
    String spec =
        "{handler: %s, function: %s, runtime: python3.13, function-content-type: url, deps: %s}";
    String first = template(rendered(spec.formatted("a.b", "'https://a/b'", "x")));
    assertThat(template(rendered(spec.formatted("a.b", "'https://a/b'", "x")))).isEqualTo(first);
    assertThat(template(rendered(spec.formatted("a.b", "'https://a/b'", "y")))).isNotEqualTo(first);
    assertThat(template(rendered("{handler: a.b, function: x, runtime: nodejs14, deps: x}")))
        .isNotEqualTo(
            template(rendered("{handler: a.b, function: x, runtime: nodejs14, deps: y}")));
  }
}
