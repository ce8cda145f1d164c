package io.kubeless.controller;

import static io.kubeless.controller.TestNamespace.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The process of a pod. */
class MainTest {
  private static final Pattern PORT = Pattern.compile("probes are on port (\\d+)");

  private ApiServer server;
  private TestNamespace namespace;
  private Path output;
  private Process process;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.started();
    namespace = TestNamespace.create(server);
    output = Files.createTempFile("controller", ".log");
    process = start("controller-1");
  }

  private Process start(String name) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java") + "",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().put("KUBECONFIG", server.kubeconfig + "");
    builder.environment().put("POD_NAMESPACE", namespace.name());
    builder.environment().put("POD_NAME", name);
    builder.environment().put("KUBELESS_NAMESPACES", namespace.name());
    builder.environment().put("KUBELESS_MANAGEMENT_PORT", "0");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  @AfterEach
  void stop() throws IOException {
    if (process != null) {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  private String log() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(String path) {
    Matcher port = PORT.matcher(log());
    assertThat(port.find()).isTrue();
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitReady() throws Exception {
    await(this::log, each -> PORT.matcher(each).find());
    await(() -> get("/readyz").body() + log(), each -> each.startsWith("OK"));
  }

  private Lease lease() {
    return server
        .client
        .leases()
        .inNamespace(namespace.name())
        .withName(FunctionController.LEASE)
        .get();
  }

  @Test
  void aRunningControllerIsObservableAndReleasesTheLeaseWhenItIsStopped() throws Exception {
    awaitReady();
    assertThat(get("/livez").body()).isEqualTo("OK\n");
    assertThat(get("/other").statusCode()).isEqualTo(404);
    namespace.apply();
    namespace.ready("Progressing");
    assertThat(get("/metrics").body())
        .contains(
            "kubeless_controller_writes_total{kind=\"Deployment\"} 1\n",
            "kubeless_controller_writes_total{kind=\"Service\"} 1\n",
            "kubeless_controller_leader 1\n")
        .containsPattern("kubeless_controller_reconciliations_total\\{kind=\"Function\"} [1-9]");
    await(() -> get("/metrics").body(), each -> each.contains("kubeless_controller_queue 0\n"));

    process.toHandle().destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(lease().getSpec().getHolderIdentity()).isNullOrEmpty();
    List<String> lines = log().lines().toList();
    assertThat(lines).anyMatch(each -> each.contains(namespace.name() + "/orders Progressing"));
    for (String each : lines) {
      JsonNode line = new ObjectMapper().readTree(each);
      assertThat(List.of(line.has("time"), line.has("level"), line.has("logger")))
          .as(each)
          .containsOnly(true);
    }
  }

  @Test
  void theProcessEndsWhenAnotherOneHoldsTheLease() throws Exception {
    awaitReady();
    await(this::lease, each -> "controller-1".equals(each.getSpec().getHolderIdentity()));
    Lease lease = lease();
    lease.getSpec().setHolderIdentity("controller-2");
    lease.getSpec().setRenewTime(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(5));
    lease.getMetadata().setResourceVersion(null);
    server.client.resource(lease).update();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(log())
        .contains("\"level\":\"ERROR\"", "The Lease was lost, another replica takes over");
  }

  @Test
  void aProcessThatCannotStartEnds() throws Exception {
    process.destroyForcibly().waitFor();
    process = start("");
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(log()).contains("The variable POD_NAME is unset: set it in the Deployment");
  }
}
