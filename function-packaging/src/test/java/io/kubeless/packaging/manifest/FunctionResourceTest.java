package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Function resources that are read, and the objects that are rendered of them. */
class FunctionResourceTest {
  private static final Owner OWNER = new Owner("kubeless-controller");

  /** Objects of triggers, of networks and of the configuration, which are not in a Function. */
  private static final Set<String> OTHERS =
      Set.of("configmap", "networkpolicy", "ingress", "httproute", "cronjob");

  static List<String> supported() throws IOException {
    List<String> supported = new ArrayList<>();
    for (String each : ManifestsTest.cases()) {
      if (Files.exists(GoldenFiles.directory(each).resolve("kubernetes/deployment.yaml"))
          && !Set.of(
                  "lag", "lag-hpa", "lag-nowhere", "kafka", "kafka-served", "nats", "nats-served")
              .contains(each)) { // the resources of Kubeless have no field for servers and lag
        supported.add(each);
      }
    }
    return supported;
  }

  private static String golden(String name) throws IOException {
    return Files.readString(GoldenFiles.directory(name + "/kubeless").resolve("function.yaml"));
  }

  private static SortedMap<String, String> rendered(String yaml) {
    FunctionResource read = FunctionResource.read(new KubernetesObject(Yaml.read(yaml)), OWNER);
    SortedMap<String, String> files =
        Manifests.of(read.function(), Target.KUBERNETES, read.fragments()).toYaml();
    files.replaceAll((name, text) -> text.replaceAll("kubeless.io/owner: \\w+", "owner"));
    return files;
  }

  @ParameterizedTest
  @MethodSource("supported")
  void aFunctionIsRenderedAsTheDeploymentToTargetKubernetes(String name) throws IOException {
    SortedMap<String, String> expected = new TreeMap<>();
    try (Stream<Path> files = Files.list(GoldenFiles.directory(name).resolve("kubernetes"))) {
      for (Path file : files.toList()) {
        String kind = (file.getFileName() + "").replaceAll("[-.].*", "");
        if (!OTHERS.contains(kind)) {
          expected.put(
              file.getFileName() + "",
              Files.readString(file).replaceAll("kubeless.io/owner: \\w+", "owner"));
        }
      }
    }
    assertThat(expected).containsKey("deployment.yaml");
    assertThat(rendered(golden(name))).isEqualTo(expected);
  }

  @Test
  void allButTheFunctionsWithSourcesAreSupported() throws IOException {
    assertThat(supported()).hasSizeGreaterThan(8);
  }

  private static Set<String> changed(String name, String... replacements) throws IOException {
    String yaml = golden(name);
    Map<String, String> before = rendered(yaml);
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(yaml).contains(replacements[i]);
      yaml = yaml.replace(replacements[i], replacements[i + 1]);
    }
    Set<String> changed = new TreeSet<>();
    rendered(yaml)
        .forEach(
            (file, text) -> {
              List<String> lines = new ArrayList<>(text.lines().toList());
              before.getOrDefault(file, "").lines().forEach(lines::remove);
              lines.forEach(line -> changed.add(file + ":" + line));
            });
    return changed;
  }

  @Test
  void aChangeOfTheTimeoutAloneHasItsWholeEffect() throws IOException {
    assertThat(changed("everything", "timeout: \"30\"", "timeout: \"60\""))
        .containsExactly(
            "deployment.yaml:          value: \"60\"",
            "deployment.yaml:      terminationGracePeriodSeconds: 70");
  }

  @Test
  void aChangeOfTheMemoryAloneChangesTheHeap() throws IOException {
    assertThat(
            changed(
                "everything", "limits:\n                memory: 512Mi", "limits: {memory: 1Gi}"))
        .contains("deployment.yaml:        - -Xmx768m", "deployment.yaml:            memory: 1Gi");
  }

  @Test
  void aFieldThatKubectlAddsIsInTheDeployment() throws IOException {
    assertThat(
            changed(
                "everything",
                "serviceAccountName: orders",
                "serviceAccountName: orders\n          priorityClassName: high",
                "type: ClusterIP",
                "type: NodePort"))
        .containsExactly(
            "deployment.yaml:      priorityClassName: high", "service.yaml:  type: NodePort");
  }

  @Test
  void theTagOfAnotherRepositoryIsNotThatOfTheImage() throws IOException {
    assertThat(
            changed(
                "everything",
                "image: registry.acme.com/team/orders:2.0",
                "image: other.acme.com/orders@sha256:" + "01".repeat(32)))
        .contains(
            "deployment.yaml:    kubernetes.io/change-cause: orders@sha256:010101010101, orders-config-5a8f2a12");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeout: \"30\" | timeout: 3m | KUBELESS-483 spec.timeout is not valid: 3m",
        "timeout: \"30\" | timeout: 30 | KUBELESS-483 spec.timeout is not valid: 30",
        "runtime: java17 | runtime: python3 | KUBELESS-483 spec.runtime is not valid: python3",
        "handler: com_acme_Hello.handle | handler: Hello | KUBELESS-483 spec.handler is not valid: Hello",
        "replicas: 2 | replicas: two | KUBELESS-483 spec.deployment.spec.replicas is not valid: two",
        "memory: 512Mi | memory: much | KUBELESS-483 spec.deployment.spec.template.spec.containers[0].resources.limits.memory is not valid: much",
        "service: | service: none\\n  other: | KUBELESS-483 spec.service is not valid: none",
        "kubeless.io/runtime-parts: server | a: b | KUBELESS-484 The image of Function orders does not contain the runtime of this project",
        "kubeless.io/runtime-parts: server | kubeless.io/runtime-parts: teleport | KUBELESS-483 metadata.annotations.kubeless.io/runtime-parts is not valid: teleport",
        "image: registry.acme.com/team/orders:2.0 | other: x | KUBELESS-484 Function orders has no image",
        "annotations: | annotations: {kubeless.io/fragments: '}'}\\n  x: | KUBELESS-483 metadata.annotations.kubeless.io/fragments is not valid: }",
      })
  void badInputIsAProblem(String before, String after, String what) throws IOException {
    String yaml = golden("everything");
    assertThat(yaml).contains(before.strip());
    String changed = yaml.replace(" " + before.strip(), " " + after.strip().replace("\\n", "\n"));
    assertThatThrownBy(() -> rendered(changed))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(what);
  }

  @Test
  void allProblemsAreReportedTogether() throws IOException {
    String yaml = golden("basic").replace("java17", "cobol").replace("\"180\"", "1h");
    assertThatThrownBy(() -> rendered(yaml))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void whatUpstreamWritesBackChangesNothing() throws IOException {
    String yaml = golden("basic");
    String written =
        yaml.replace(
                "  deployment:\n",
                "  deployment:\n    metadata: {creationTimestamp: null}\n    status: {}\n")
            .replace(
                "    spec:\n      template:\n",
                "    spec:\n      selector: null\n      strategy: {}\n      template:\n        metadata: {creationTimestamp: null}\n")
            .replace(
                "spec:\n  handler",
                "spec:\n  horizontalPodAutoscaler: {metadata: {creationTimestamp: null}, spec: {maxReplicas: 0, scaleTargetRef: {kind: '', name: ''}}}\n  handler");
    assertThat(written.length()).isGreaterThan(yaml.length() + 200);
    assertThat(rendered(written)).isEqualTo(rendered(yaml));
  }
}
