package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goals send and write if nothing, or a single line, has changed. */
@OnCluster
class UnchangedIT {
  private static final int KUBECTL_PORT = 18_713;
  private static final int REGISTRY_PORT = 5062;
  private static final int PROXY_PORT = 5061;
  private static final String SOURCE = "src/main/java/com/acme/Hello.java";
  private static final long MOST_BYTES = 64_000;
  private static final int MOST_REQUESTS = 22;

  @Test
  void anUnchangedDeploymentWritesNothingAndSendsFewRequests() throws Exception {
    Cluster cluster = Cluster.namespace("it-unchanged");
    Path hello = Projects.example("hello", "unchanged");
    try (Started kubectl =
            Started.of(new ProcessBuilder("kubectl", "proxy", "--port=" + KUBECTL_PORT));
        WriteProxy proxy = WriteProxy.to("http://127.0.0.1:" + KUBECTL_PORT)) {
      kubectl.awaitLine("Starting to serve");
      Path kubeconfig = kubeconfig(hello, proxy.address());
      Maven maven = Maven.in(hello).environment("KUBECONFIG", kubeconfig.toString());
      // Other tests push images of the same name at the same time.
      String registry = "-Dkubeless.registry=127.0.0.1:5000/unchanged";
      cluster.maven(maven, "kubeless:deploy", registry).succeeds();
      cluster
          .maven(maven, "kubeless:deploy", registry)
          .succeeds(); // result.json contains what it has done
      Map<String, String> files = files(hello.resolve("target"));
      String versions = cluster.versions();
      proxy.newRequests();
      proxy.when(all -> false, () -> {});

      Maven.Result again = cluster.maven(maven, "kubeless:deploy", registry).succeeds();

      assertThat(again.lines("image  ")).contains("nothing new pushed");
      assertThat(again.lines("apply  ")).isEqualTo("apply     ServiceAccount Service Deployment =");
      assertThat(files(hello.resolve("target"))).isEqualTo(files);
      assertThat(cluster.versions()).isEqualTo(versions);
      assertThat(proxy.writes()).isEmpty();
      List<String> requests = proxy.newRequests();
      assertThat(requests).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
      for (String each : requests) { // once for the checks, and once after the image was pushed
        assertThat(requests).filteredOn(each::equals).hasSizeLessThanOrEqualTo(2);
      }
    }
  }

  private static Path kubeconfig(Path project, String server) throws IOException {
    Projects.write(
        project,
        "kubeconfig",
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "%s"}}]
        users: [{name: nobody, user: {}}]
        contexts: [{name: test, context: {cluster: test, user: nobody}}]
        current-context: test
        """
            .formatted(server));
    return project.resolve("kubeconfig");
  }

  /** Returns times and sizes of all files and directories, except those of Maven's compiler. */
  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path each : walk.filter(file -> !file.toString().contains("maven-status")).toList()) {
        files.put(each.toString(), Files.getLastModifiedTime(each) + " " + Files.size(each));
      }
    }
    return files;
  }

  @Test
  void whatIsReportedIsWhatARegistryReceives() throws Exception {
    Path work = Projects.empty("counted");
    Path configuration = work.resolve("config.yaml");
    Files.writeString(
        configuration,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %s/data}}
        http: {addr: "127.0.0.1:%s", relativeurls: true}
        """
            .formatted(work, REGISTRY_PORT));
    Path hello = Projects.example("hello", "counted-project");
    try (Started registry =
            Started.of(new ProcessBuilder("docker-registry", "serve", configuration.toString()));
        CountingProxy proxy =
            CountingProxy.start(PROXY_PORT, "http://127.0.0.1:" + REGISTRY_PORT)) {
      registry.awaitLine("listening on");

      Maven.Result first = push(hello).succeeds();
      assertThat(first.lines("image  ")).contains("   " + size(proxy.newBytes()) + " pushed   ");
      proxy.newRequests();

      Maven.Result unchanged = push(hello).succeeds();
      assertThat(unchanged.lines("image  ")).contains("   nothing new pushed   ");
      assertThat(proxy.newBytes()).isZero();
      assertThat(proxy.newRequests())
          .containsOnly("GET /v2/", "GET /v2/hello/manifests/1.0-SNAPSHOT")
          .hasSizeLessThanOrEqualTo(4); // the manifest twice if the goal takes several seconds

      Projects.edit(hello, SOURCE, "\"hello \"", "\"goodbye \"");
      Maven.Result changed = push(hello).succeeds();
      long bytes = proxy.newBytes();
      assertThat(changed.lines("image  ")).contains("   " + size(bytes) + " pushed   ");
      assertThat(bytes).isPositive().isLessThanOrEqualTo(MOST_BYTES);
      assertThat(uploads(proxy)).hasSize(2); // the function's layer and the configuration
    }
  }

  private static List<String> uploads(CountingProxy proxy) {
    return proxy.newRequests().stream().filter(each -> each.startsWith("POST ")).toList();
  }

  private static Maven.Result push(Path project) throws IOException {
    return Maven.in(project)
        .run(
            "compile",
            "kubeless:push",
            "-Dkubeless.registry=127.0.0.1:" + PROXY_PORT,
            "-Dkubeless.image.base=linked-jre");
  }

  /** Returns a number of bytes as the goals print it. */
  private static String size(long bytes) {
    return bytes < 999_500
        ? Math.round(bytes / 1e3) + " kB"
        : String.format(java.util.Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
