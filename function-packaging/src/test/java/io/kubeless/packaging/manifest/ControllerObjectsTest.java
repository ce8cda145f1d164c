package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The objects of an installation, as manifests and as a chart. */
class ControllerObjectsTest {
  private static final Image IMAGE =
      new Image(
          "registry.acme.com/team/kubeless-function-controller:1.0.0",
          Optional.of("sha256:" + "0123456789abcdef".repeat(4)),
          Image.LINKED_JRE,
          List.of("amd64"));

  private static final Image FORWARDER =
      new Image(
          "registry.acme.com/team/kubeless-function-forwarder:1.0.0",
          Optional.of("sha256:" + "fedcba9876543210".repeat(4)),
          Image.LINKED_JRE,
          List.of("amd64"));

  private static Installation installation(List<String> namespaces, List<String> pullSecrets) {
    return new Installation(
        "kubeless",
        "1.0.0-SNAPSHOT+7",
        Names.MANAGER,
        new TreeSet<>(namespaces),
        IMAGE,
        namespaces.isEmpty() ? Optional.empty() : Optional.of(FORWARDER),
        new TreeMap<>(namespaces.isEmpty() ? Map.of() : Map.of("runtime-images", "[]")),
        pullSecrets);
  }

  @Test
  void theControllerOfAllNamespacesHasOneBinding() throws IOException {
    GoldenFiles.check(
        "installation/all", ControllerObjects.toYaml(installation(List.of(), List.of())));
  }

  @Test
  void theControllerOfTwoNamespacesHasABindingInEach() throws IOException {
    GoldenFiles.check(
        "installation/some",
        ControllerObjects.toYaml(
            installation(List.of("team-a", "kubeless"), List.of("registry-login"))));
  }

  @Test
  void theChartHasTheSameObjectsWithTheValuesOfItsUser() throws IOException {
    SortedMap<String, String> chart =
        HelmChart.of(
            installation(List.of("team-a"), List.of("registry-login")),
            Map.of("crd-functions.yaml", "kind: CustomResourceDefinition\n"));

    assertThat(chart.remove("crds/crd-functions.yaml"))
        .isEqualTo("kind: CustomResourceDefinition\n");
    SortedMap<String, String> templates = new TreeMap<>();
    chart.forEach((name, text) -> templates.put(name.replace("templates/", "template-"), text));
    GoldenFiles.check("installation/helm", templates);
  }
}
