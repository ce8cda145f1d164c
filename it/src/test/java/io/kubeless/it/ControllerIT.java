package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The controller is installed, runs a function, and is removed, as the page shows it. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ControllerIT {
  private static final String PAGE = "docs/controller.md";
  private static final String LABEL = "app.kubernetes.io/name=kubeless-function-controller";
  private static final List<String> DEFINITIONS =
      List.of("functions", "httptriggers", "cronjobtriggers", "kafkatriggers", "natstriggers");

  private static Cluster cluster;
  private static Path hello;
  private static Exclusive resources;

  @BeforeAll
  static void create() throws IOException {
    resources = Exclusive.use("kubeless.io");
    cluster = Cluster.namespace("it-controller");
    hello = Projects.example("hello", "controller-hello");
    Projects.write(hello, "src/main/kubeless/function.yaml", "memory: 128Mi\n");
    deleteDefinitions();
  }

  @AfterAll
  static void others() throws IOException {
    cluster.kubectl("delete", "functions", "--all", "--ignore-not-found");
    uninstall("-Dkubeless.uninstall.definitions");
    resources.close();
  }

  private static void deleteDefinitions() throws IOException {
    for (String each : DEFINITIONS) {
      Cluster.run("kubectl", "delete", "crd", each + ".kubeless.io", "--ignore-not-found");
    }
  }

  private static Maven.Result uninstall(String... more) throws IOException {
    return goal("uninstall", more);
  }

  private static Maven.Result goal(String goal, String... more) throws IOException {
    String[] words = new String[more.length + 2];
    words[0] = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:" + goal;
    words[1] = "-Dkubeless.image.base=" + Cluster.base();
    System.arraycopy(more, 0, words, 2, more.length);
    return Maven.in(Files.createTempDirectory("controller")).run(words);
  }

  /** Returns a reader of the page; functions are in the namespace of this test. */
  private static Reader reader() throws IOException {
    return Reader.on(cluster, hello, 18450);
  }

  @Test
  @Order(1)
  @Executes(value = PAGE, sections = "Installing it")
  void theControllerIsReadyInANamespaceThatEnforcesTheRestrictedStandard() throws Exception {
    try (Reader reader = reader()) {
      reader.read(Page.of(PAGE, "Installing it"));
    }
    assertThat(
            Cluster.run(
                "kubectl",
                "get",
                "namespace",
                "kubeless",
                "-o",
                "jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}"))
        .isEqualTo("restricted");
    assertThat(pods().lines()).hasSize(2).allMatch(line -> line.endsWith(" true 0"));
    assertThat(goal("install", "-Dkubeless.registry=127.0.0.1:5000/it-controller").succeeds())
        .extracting(again -> again.lines("apply  "))
        .asString()
        .endsWith(" =")
        .doesNotContain("+", "~");
  }

  /** Returns name, readiness and number of restarts of the controller's pods. */
  private static String pods() throws IOException {
    return Cluster.run(
        "kubectl",
        "get",
        "pods",
        "-n",
        "kubeless",
        "-l",
        LABEL,
        "-o",
        "jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[0].ready}"
            + " {.status.containerStatuses[0].restartCount}{\"\\n\"}{end}");
  }

  @Test
  @Order(2)
  @Executes(value = PAGE, sections = "Running a function")
  void aFunctionOfTargetKubelessBecomesReady() throws Exception {
    try (Reader reader = reader()) {
      reader.read(Page.of(PAGE, "Running a function"));
      assertThat(reader.output()).contains("hello");
    }
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");
  }

  @Test
  @Order(3)
  @Executes(value = PAGE, sections = "Manifests and a Helm chart")
  void theManifestsAreThoseThatAreInstalled() throws Exception {
    try (Reader reader = reader()) {
      reader.read(Page.of(PAGE, "Manifests and a Helm chart"));
      assertThat(reader.output())
          .contains("deployment.apps/kubeless-function-controller serverside-applied");
    }
  }

  @Test
  @Order(4)
  @Executes(value = PAGE, sections = "Removing it")
  void aFunctionContinuesToRunWithoutTheController() throws Exception {
    String pod = cluster.kubectl("get", "pods", "-l", "function=hello", "-o", "name");
    try (Reader reader = reader()) {
      reader.read(Page.of(PAGE, "Removing it"));
    }
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");
    assertThat(cluster.kubectl("get", "pods", "-l", "function=hello", "-o", "name")).isEqualTo(pod);
    assertThat(
            Cluster.run(
                "kubectl",
                "get",
                "namespaces,clusterroles,clusterrolebindings,rolebindings,roles,deployments,pods,leases",
                "-A",
                "-o",
                "name"))
        .doesNotContain("kubeless-function", "namespace/kubeless\n");
  }
}
