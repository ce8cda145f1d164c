package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * An API server with its etcd and without controllers and nodes, one for the tests of this module.
 * Its programs are in the directory {@code KUBE_API_TEST_DIR}. Without this variable, the tests are
 * skipped, or fail if {@code KUBELESS_IT_CLUSTER} is {@code required}.
 */
final class ApiServer {
  private static Optional<ApiServer> started = Optional.empty();

  final KubernetesClient client;
  final AuditLog audit;
  final Path kubeconfig;
  private final Path kubectl;

  private ApiServer(Path directory) throws IOException {
    try (Stream<Path> versions = Files.list(directory.resolve("k8s"))) {
      kubectl = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("kubectl");
    }
    audit = AuditLog.create();
    KubeAPIServer server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(directory + "")
                .withOfflineMode(true)
                .withStartupTimeout(300_000)
                .withUpdateKubeConfig(false)
                .withApiServerFlags(audit.flags())
                .build());
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    kubeconfig = Files.createTempFile("kubeconfig", ".yaml");
    Files.writeString(kubeconfig, server.getKubeConfigYaml());
    kubeconfig.toFile().deleteOnExit();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
            .build();
  }

  /** Returns the server, with the definitions of this module. */
  static synchronized ApiServer started() throws Exception {
    if (started.isEmpty()) {
      String directory = System.getenv("KUBE_API_TEST_DIR");
      Assumptions.assumeTrue(
          directory != null || "required".equals(System.getenv("KUBELESS_IT_CLUSTER")),
          "KUBE_API_TEST_DIR is unset");
      ApiServer server = new ApiServer(Path.of(directory));
      for (String each : Definitions.RESOURCES) {
        assertThat(server.apply(Definitions.yaml(each))).contains("serverside-applied");
      }
      server.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
      TestNamespace.await(() -> server.list(), each -> each.contains("No resources found"));
      started = Optional.of(server);
    }
    return started.get();
  }

  /** Definitions that are established may be served a moment later. */
  private String list() {
    try {
      return kubectl("get", String.join(",", Definitions.RESOURCES));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a namespace of its own for a test. */
  String namespace(String prefix) throws Exception {
    String name = prefix + "-" + Long.toString(System.nanoTime(), 36);
    kubectl("create", "namespace", name);
    return name;
  }

  /** Applies a document, and returns what kubectl prints. */
  String apply(String yaml) throws Exception {
    Path file = Files.createTempFile("applied", ".yaml");
    Files.writeString(file, yaml);
    try {
      return kubectl("apply", "--server-side", "--force-conflicts", "-f", file + "");
    } finally {
      Files.delete(file);
    }
  }

  /** Returns what kubectl prints, errors included. */
  String kubectl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(kubectl + "", "--kubeconfig=" + kubeconfig));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end");
    }
    return output;
  }
}
