package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.delivery.FrontEnd;
import io.kubeless.packaging.install.ControllerInstaller;
import io.kubeless.packaging.install.ControllerRemoval;
import io.kubeless.packaging.install.InstallOptions;
import io.kubeless.packaging.install.ResourceDefinitions;
import io.kubeless.packaging.install.RuntimeImages;
import io.kubeless.packaging.kubeconfig.Caller;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Wording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installation of the controller on an API server, which runs no pods. */
class InstallationTest {
  private static final InstallOptions PLAIN = new InstallOptions(false, false, Duration.ZERO);
  private static final InstallOptions ADOPT = new InstallOptions(true, false, Duration.ZERO);

  @TempDir Path directory;

  private ApiServer server;
  private String namespace;
  private ResourceDefinitions definitions;
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.started();
    namespace = server.namespace("install");
    definitions = ResourceDefinitions.read(Path.of("src/main/resources"));
  }

  @AfterEach
  void remove() throws Exception {
    new ControllerRemoval(connection(""), Duration.ofSeconds(20), frontEnd()).run(false);
    // The definitions of the other tests are not those of an installation.
    for (String each : definitions.names()) {
      server.kubectl("label", "crd", each, Names.MANAGED_BY + "-");
    }
  }

  private FrontEnd frontEnd() {
    return new FrontEnd(Wording.NEUTRAL, lines::add, lines::add, line -> {});
  }

  /** Opens the cluster as its administrator, or as somebody else. */
  private ClusterConnection connection(String user) throws Exception {
    KubernetesSerialization yaml = server.client.getKubernetesSerialization();
    Config config = yaml.unmarshal(Files.readString(server.kubeconfig), Config.class);
    if (!user.isEmpty()) {
      config.getUsers().forEach(each -> each.getUser().setAs(user));
    }
    Path file = directory.resolve("kubeconfig" + user);
    Files.writeString(file, yaml.asYaml(config));
    return ClusterConnection.open(
        new Caller(
            Map.of("KUBECONFIG", file.toString()),
            false,
            address -> Optional.empty(),
            directory.resolve("none")),
        Optional.empty(),
        Optional.of(namespace));
  }

  private ControllerInstaller installer(InstallOptions options) throws Exception {
    return new ControllerInstaller(connection(""), options, frontEnd());
  }

  private Installation installation(String... namespaces) {
    return new Installation(
        namespace,
        "1.0.0",
        Names.MANAGER,
        new TreeSet<>(List.of(namespaces)),
        new Image(
            "registry.acme.com/controller:1.0.0",
            Optional.of("sha256:" + "0123456789abcdef".repeat(4)),
            Image.LINKED_JRE,
            List.of("amd64")),
        Optional.empty(),
        RuntimeImages.config("{\"ID\": \"java\"}"),
        List.of());
  }

  private void install(InstallOptions options, String... namespaces) throws Exception {
    lines.clear();
    ControllerInstaller installer = installer(options);
    installer.check(definitions);
    installer.install(installation(namespaces), definitions);
  }

  private String applied() {
    return lines.stream().filter(line -> line.startsWith("apply ")).findFirst().orElse("");
  }

  @Test
  void aSecondInstallationWritesNothing() throws Exception {
    install(ADOPT);
    assertThat(applied())
        .isEqualTo(
            "apply     ServiceAccount ClusterRole ClusterRoleBinding ClusterRole ClusterRole Role"
                + " RoleBinding ConfigMap PodDisruptionBudget Deployment +   CustomResourceDefinition"
                + " CustomResourceDefinition CustomResourceDefinition CustomResourceDefinition"
                + " CustomResourceDefinition ~");

    install(PLAIN);
    assertThat(applied()).doesNotContain("+", "~").endsWith(" =");
  }

  @Test
  void theRuntimesThatUsersHaveAddedAreKept() throws Exception {
    install(ADOPT);
    server.kubectl(
        "patch",
        "configmap",
        "kubeless-config",
        "-n",
        namespace,
        "-p",
        "{\"data\": {\"runtime-images\": \"[{ID: python}, {ID: java, versions: []}]\"}}");

    install(PLAIN);
    assertThat(applied()).contains("ConfigMap ~");
    assertThat(server.kubectl("get", "configmap", "kubeless-config", "-n", namespace, "-o", "yaml"))
        .contains("python")
        .doesNotContain("versions");
    install(PLAIN);
    assertThat(applied()).endsWith(" =").doesNotContain("~");

    lines.clear();
    new ControllerRemoval(connection(""), Duration.ofSeconds(20), frontEnd()).run(false);
    assertThat(lines)
        .contains(
            "kept      the ConfigMap kubeless-config in "
                + namespace
                + ", which contains runtimes of users");
    server.kubectl("delete", "configmap", "kubeless-config", "-n", namespace);
  }

  @Test
  void theBindingsOfNamespacesThatAreNoLongerServedAreDeleted() throws Exception {
    String team = server.namespace("team");
    install(ADOPT);
    install(PLAIN, team);
    assertThat(applied()).contains("RoleBinding +   ").endsWith("ClusterRoleBinding -");
    install(PLAIN);
    assertThat(applied()).contains("ClusterRoleBinding +   ").endsWith(" RoleBinding -");
    assertThat(server.kubectl("get", "rolebindings", "-n", team, "-o", "name")).isEqualTo("");
  }

  @Test
  void theAccountHasThePermissionsOfTheWatchedKindsAndNoOthers() throws Exception {
    String team = server.namespace("team");
    install(ADOPT, team);
    assertThat(can(team, "create", "deployments.apps")).isEqualTo("yes");
    assertThat(can(team, "patch", "functions.kubeless.io", "--subresource=status"))
        .isEqualTo("yes");
    assertThat(can(team, "get", "secrets")).isEqualTo("no");
    assertThat(can(team, "create", "pods")).isEqualTo("no");
    assertThat(can(team, "create", "roles.rbac.authorization.k8s.io")).isEqualTo("no");
    assertThat(can(namespace, "create", "deployments.apps")).isEqualTo("no");
    assertThat(can(namespace, "create", "leases.coordination.k8s.io")).isEqualTo("yes");
    for (Class<?> kind : FunctionObjects.KINDS) {
      for (String verb : List.of("get", "list", "watch", "create", "patch", "delete")) {
        assertThat(can(team, verb, kind.getSimpleName())).as(verb + " " + kind).isEqualTo("yes");
      }
    }
  }

  private String can(String in, String verb, String resource, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("auth", "can-i", verb, resource, "-n", in));
    command.add("--as=system:serviceaccount:" + namespace + ":" + Installation.NAME);
    command.addAll(List.of(more));
    return server.kubectl(command.toArray(String[]::new)).strip();
  }

  @Test
  void theAdministratorOfANamespaceIsToldWhatIsMissing() throws Exception {
    server.kubectl(
        "create",
        "rolebinding",
        "admin",
        "-n",
        namespace,
        "--clusterrole=cluster-admin",
        "--user=bob");
    ControllerInstaller installer = new ControllerInstaller(connection("bob"), PLAIN, frontEnd());
    assertThatThrownBy(() -> installer.check(definitions))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(
            """
              why:   these permissions are missing
                     create, patch customresourcedefinitions.apiextensions.k8s.io
                     create, patch clusterroles.rbac.authorization.k8s.io
                     create, patch clusterrolebindings.rbac.authorization.k8s.io
              do:    write the manifests, and give them to an administrator of the cluster:"""
                .indent(2)
                .stripTrailing())
        .hasMessageStartingWith("KUBELESS-490 The user ");
  }

  @Test
  void definitionsOfKubelessAreReplacedOnlyIfThatIsWanted() throws Exception {
    assertThatThrownBy(() -> installer(PLAIN).check(definitions))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("KUBELESS-491 The resources of Kubeless are defined by something")
        .hasMessageContaining("functions.kubeless.io: created at 2");
    installer(ADOPT).check(definitions);
  }

  @Test
  void anotherControllerIsReported() throws Exception {
    String upstream = server.namespace("upstream");
    server.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default, namespace: %1$s}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: controller, namespace: %1$s, labels: {kubeless: controller}}
        spec: {containers: [{name: controller, image: kubeless}]}
        """
            .formatted(upstream));
    try {
      assertThatThrownBy(() -> installer(ADOPT).check(definitions))
          .isInstanceOf(ProblemException.class)
          .hasMessageStartingWith("KUBELESS-492 Another controller of Kubeless is running")
          .hasMessageContaining("pods " + upstream + "/controller")
          .hasMessageContaining(
              "kubectl delete deployment -n " + upstream + " -l kubeless=controller");
    } finally {
      server.kubectl("delete", "pod", "controller", "-n", upstream, "--force");
    }
  }

  @Test
  void aRemovalKeepsFunctionsAndListsThem() throws Exception {
    install(ADOPT);
    server.apply(
        """
        apiVersion: kubeless.io/v1beta1
        kind: Function
        metadata: {name: kept, namespace: %s}
        spec: {runtime: java25}
        """
            .formatted(namespace));
    lines.clear();

    new ControllerRemoval(connection(""), Duration.ofSeconds(20), frontEnd()).run(false);

    assertThat(lines)
        .contains(
            "deleted   10 objects of the controller",
            "kept      functions in " + namespace + ": kept",
            "kept      the namespace " + namespace);
    assertThat(
            server.kubectl(
                "get",
                "clusterroles,clusterrolebindings,rolebindings,roles,deployments,serviceaccounts,pdb",
                "-A",
                "-l",
                Installation.selector(namespace),
                "-o",
                "name"))
        .isEmpty();
    assertThat(server.kubectl("get", "functions", "-n", namespace, "-o", "name"))
        .isEqualTo("function.kubeless.io/kept\n");
  }
}
