package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server accepts every golden file, without an unknown field or a warning. */
@OnCluster
class ManifestsIT {
  private static final Path GOLDEN =
      Projects.ROOT.resolve("function-packaging/src/test/resources/golden");
  private static final List<String> NAMESPACES = List.of("team-a", "default");

  private static Exclusive resources;

  @BeforeAll
  static void cluster() throws IOException {
    resources = Exclusive.use("kubeless.io");
    Cluster.namespace("it-manifests");
    Cluster.namespace("team-a");
    Cluster.run("kubectl", "apply", "-f", Projects.ROOT.resolve("it/kubeless-crds.yaml") + "");
    Cluster.run(
        "kubectl",
        "wait",
        "--for=condition=Established",
        "crd/functions.kubeless.io",
        "crd/httptriggers.kubeless.io",
        "crd/cronjobtriggers.kubeless.io",
        "crd/kafkatriggers.kubeless.io",
        "crd/natstriggers.kubeless.io");
  }

  @AfterAll
  static void others() throws IOException {
    resources.close();
  }

  static List<Path> directories() throws IOException {
    try (Stream<Path> walk = Files.walk(GOLDEN, 2)) {
      return walk.filter(each -> List.of("kubernetes", "kubeless").contains(name(each)))
          .sorted()
          .toList();
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  @ParameterizedTest
  @MethodSource("directories")
  void everyObjectPassesStrictValidationAndPodSecurityRestricted(Path directory)
      throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.sorted().toList()) {
        String yaml = Files.readString(file);
        boolean own = NAMESPACES.stream().anyMatch(n -> yaml.contains("  namespace: " + n + "\n"));
        List<String> command =
            new java.util.ArrayList<>(
                List.of(
                    "kubectl",
                    "apply",
                    "--server-side",
                    "--dry-run=server",
                    "--validate=strict",
                    "-f",
                    file.toString()));
        if (!own) {
          command.addAll(List.of("-n", "it-manifests"));
        }
        if (yaml.contains("\n  minReplicas: 0\n") && Cluster.minorVersion() < 37) {
          assertThatThrownBy(() -> Cluster.run(command.toArray(String[]::new)))
              .hasMessageContaining("spec.minReplicas: Invalid value: 0");
          continue;
        }
        assertThat(Cluster.run(command.toArray(String[]::new)))
            .matches("(?s)[a-z.0-9]+/[a-z0-9.-]+ serverside-applied \\(server dry run\\)\n");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("directories")
  void aFieldTooManyWouldBeFound(Path directory) throws IOException {
    Path file;
    try (Stream<Path> list = Files.list(directory)) {
      file =
          list.filter(each -> name(each).matches("(function|deployment|cronjob-cron.*)\\.yaml"))
              .max(java.util.Comparator.naturalOrder()) // the Deployment, if there is one
              .orElseThrow();
    }
    Path odd = Files.createTempFile("odd", ".yaml");
    Files.writeString(
        odd, Files.readString(file).replaceFirst("\nspec:\n", "\nspec:\n  oddity: true\n"));
    assertThatThrownBy(
            () ->
                Cluster.run(
                    "kubectl",
                    "apply",
                    "--server-side",
                    "--dry-run=server",
                    "--validate=strict",
                    "-n",
                    Files.readString(file).contains("namespace: team-a")
                        ? "team-a"
                        : Files.readString(file).contains("namespace: default")
                            ? "default"
                            : "it-manifests",
                    "-f",
                    odd.toString()))
        .hasMessageContaining("oddity");
    Files.delete(odd);
  }
}
