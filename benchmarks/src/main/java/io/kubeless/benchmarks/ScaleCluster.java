package io.kubeless.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A namespace of the cluster and the registry that {@code KUBECONFIG} and {@code
 * KUBELESS_REGISTRY} name. All connections to them are counted.
 */
final class ScaleCluster implements AutoCloseable {
  static final String NAMESPACE = "kubeless-scale";

  final CountingProxy api;
  final CountingProxy registry;
  private final Process proxy;
  private final Path kubeconfig;

  private ScaleCluster(Process proxy, CountingProxy api, CountingProxy registry, Path kubeconfig) {
    this.proxy = proxy;
    this.api = api;
    this.registry = registry;
    this.kubeconfig = kubeconfig;
  }

  /** Connects, and creates the namespace anew. */
  static ScaleCluster open(Path directory) throws IOException, InterruptedException {
    Process proxy = new ProcessBuilder("kubectl", "proxy", "--port=0").redirectErrorStream(true).start();
    String line = new BufferedReader(new InputStreamReader(proxy.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    CountingProxy api = CountingProxy.start("127.0.0.1", Integer.parseInt(line.replaceFirst(".*:", "").strip()));
    String[] registry = System.getenv("KUBELESS_REGISTRY").split("[:/]", 3);
    Path kubeconfig = directory.resolve("kubeconfig").toAbsolutePath();
    Files.writeString(
        kubeconfig,
        "{apiVersion: v1, kind: Config, current-context: c, users: [{name: u, user: {}}], clusters: [{name: c, cluster: {server: \"http://"
            + api.address()
            + "\"}}], contexts: [{name: c, context: {cluster: c, user: u}}]}\n");
    ScaleCluster cluster =
        new ScaleCluster(
            proxy, api, CountingProxy.start(registry[0], Integer.parseInt(registry[1])), kubeconfig);
    cluster.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found");
    cluster.kubectl("create", "namespace", NAMESPACE);
    return cluster;
  }

  private void kubectl(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(words));
    Tool.run(Path.of("."), command);
  }

  /** Returns the settings of a run of Maven that deploys to the namespace. */
  Map<String, String> environment() {
    return Map.of(
        "KUBECONFIG", kubeconfig.toString(), "KUBELESS_REGISTRY", registry.address() + "/scale");
  }

  /** Creates functions of others without pods: a Deployment, a Service and a ConfigMap for each. */
  void fill(int from, int to) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> created = new ArrayList<>();
      for (int i = from; i < to; i++) {
        String name = "other-" + i;
        created.add(threads.submit(() -> create(client, name)));
      }
      for (Future<?> each : created) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private Void create(HttpClient client, String name) throws IOException, InterruptedException {
    String meta =
        "\"metadata\": {\"name\": \"NAME\", \"labels\": {\"created-by\": \"kubeless\", \"function\": \"NAME\", \"app.kubernetes.io/managed-by\": \"kubeless-maven-plugin\"}}";
    String pod =
        "{\"metadata\": {\"labels\": {\"created-by\": \"kubeless\", \"function\": \"NAME\"}}, \"spec\": {\"containers\": [{\"name\": \"NAME\", \"image\": \"none\", \"env\": [{\"name\": \"TEXT\", \"value\": \"" + "x".repeat(1000) + "\"}]}]}}";
    String selector = "{\"created-by\": \"kubeless\", \"function\": \"NAME\"}";
    post(client, "/apis/apps/v1", "deployments", name, "{" + meta + ", \"spec\": {\"replicas\": 0, \"selector\": {\"matchLabels\": " + selector + "}, \"template\": " + pod + "}}");
    post(client, "/api/v1", "services", name, "{" + meta + ", \"spec\": {\"clusterIP\": \"None\", \"selector\": " + selector + ", \"ports\": [{\"port\": 8080}]}}");
    post(client, "/api/v1", "configmaps", name, "{" + meta + ", \"data\": {\"text\": \"" + "x".repeat(1000) + "\"}}");
    return null;
  }

  private void post(HttpClient client, String group, String kind, String name, String json)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + api.address() + group + "/namespaces/" + NAMESPACE + "/" + kind);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.replace("NAME", name)))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 201) {
      throw new IOException(kind + ": " + response.body());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      kubectl("delete", "namespace", NAMESPACE, "--wait=false");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    proxy.destroy();
    api.close();
    registry.close();
  }
}
