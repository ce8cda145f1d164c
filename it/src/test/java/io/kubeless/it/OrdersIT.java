package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A function with records as input and output in the cluster, and the memory of functions there.
 */
@OnCluster
class OrdersIT {
  @Test
  void recordsAreReadAndWrittenAndAMalformedOneIsRefused() throws IOException {
    Cluster cluster = Cluster.namespace("it-orders");
    Path orders = Projects.example("orders", "deploy-orders");
    Projects.write(orders, "src/main/kubeless/function.yaml", "timeout: 10s\nmemory: 128Mi\n");
    cluster.deploy(orders).succeeds();

    String created =
        cluster.call(
            "orders",
            "/orders",
            "-i",
            "-H",
            "Content-Type: application/json",
            "-d",
            "{\"item\":\"book\",\"quantity\":2}");
    assertThat(created)
        .startsWith("HTTP/1.1 201 Created")
        .containsPattern("Location: /orders/[-0-9a-f]{36}\r\n")
        .containsPattern(
            "\\{\"id\":\"[-0-9a-f]{36}\",\"item\":\"book\",\"quantity\":2,\"accepted\":\"");
    assertThat(
            cluster.call(
                "orders",
                "/orders",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"item\":\"book\",\"quantity\":\"many\"}"))
        .isEqualTo(
            "{\"title\":\"Malformed event\",\"status\":400,\"detail\":\"the body is not JSON for"
                + " Order, at .quantity, line 1, column 27\"}\n");
    assertThat(
            Maven.in(orders)
                .run(
                    "kubeless:invoke", "-Dkubeless.namespace=it-orders", "-Dkubeless.data=nonsense")
                .fails()
                .error())
        .startsWith("KUBELESS-419 The function responded with status 400\n");
  }

  @Test
  void twoHundredUploadsOfTheLargestBodyAtOnceAreAnsweredAndTheFunctionLives() throws Exception {
    Cluster cluster = Cluster.namespace("it-uploads");
    Path hello = Projects.example("hello", "deploy-uploads");
    Projects.edit(
        hello,
        "src/main/java/com/acme/Hello.java",
        "\"hello \" + event.text()",
        "event.bytes().length + \" bytes\"");
    cluster.deploy(hello, "-DskipTests", "-Dkubeless.memory=256Mi").succeeds();
    assertThat(cluster.call("hello", "Duke")).isEqualTo("4 bytes");

    Process uploads =
        Cluster.inCluster(
            KeepAliveCallers.program(Uploads.class, cluster.url("hello"), "200", "6291456"));
    JsonNode statuses = new ObjectMapper().readTree(uploads.getInputStream());

    List<String> kinds = new ArrayList<>();
    statuses.fieldNames().forEachRemaining(kinds::add);
    assertThat(kinds).as(statuses + "").contains("200").isSubsetOf("200", "429", "503");
    assertThat(
            cluster.kubectl(
                "get",
                "pods",
                "-o",
                "jsonpath={.items[*].status.containerStatuses[0].restartCount}"))
        .isEqualTo("0");
    assertThat(cluster.call("hello", "Duke")).isEqualTo("4 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"128Mi", "192Mi", "256Mi", "512Mi"})
  void aLeakEndsInAFullHeapAndNeverInTheKernelsHands(String memory) throws Exception {
    Cluster cluster = Cluster.namespace("it-leak-" + memory.toLowerCase(java.util.Locale.ROOT));
    Path hello = Projects.example("hello", "deploy-leak-" + memory);
    Projects.write(
        hello,
        "src/main/java/com/acme/Hello.java",
        Files.readString(hello.resolve("src/main/java/com/acme/Hello.java"))
            .replace(
                "    return \"hello \" + event.text();",
                "    for (int i = 0; i < 64; i++) {\n      LEAK.add(new byte[1 << 16]);\n    }\n"
                    + "    return \"hello \" + event.text();")
            .replace(
                "  @Override",
                "  private static final java.util.List<byte[]> LEAK =\n"
                    + "      java.util.Collections.synchronizedList(new java.util.ArrayList<>());\n\n"
                    + "  @Override"));
    cluster.deploy(hello, "-Dkubeless.memory=" + memory).succeeds();

    Process load =
        Cluster.inCluster(
            "sh",
            "-c",
            "for i in $(seq 1 200); do curl -s -m 10 -o /dev/null -d x "
                + cluster.url("hello")
                + "/ || sleep 0.2; done");
    String exitCode = "{.status.containerStatuses[0].lastState.terminated.exitCode}";
    try {
      cluster.kubectl("wait", "pods", "--all", "--for=jsonpath=" + exitCode, "--timeout=150s");
    } finally {
      load.destroy();
    }
    assertThat(cluster.kubectl("get", "pods", "-o", "jsonpath={.items[*]" + exitCode.substring(1)))
        .isEqualTo("3");
  }
}
