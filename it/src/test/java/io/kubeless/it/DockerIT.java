package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Images in a Docker daemon. */
@OnCluster
class DockerIT {
  @BeforeAll
  static void daemon() {
    assertThat(System.getenv("KUBELESS_IT_DOCKER")).as("the daemon of it/cluster/up").isNotNull();
  }

  private static String docker(String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("docker").redirectErrorStream(true);
    builder.command().addAll(java.util.List.of(words));
    builder.environment().put("DOCKER_HOST", System.getenv("KUBELESS_IT_DOCKER"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(output).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }

  @Test
  void anImageIsLoadedIntoTheDaemonAndAnswersThere() throws Exception {
    Path hello = Projects.example("hello", "docker");

    Maven.Result built =
        Maven.in(hello)
            .environment("DOCKER_HOST", System.getenv("KUBELESS_IT_DOCKER"))
            .run(
                "package",
                "-DskipTests",
                "kubeless:build",
                "-Dkubeless.build.to=docker",
                "-Dkubeless.image.name=hello:loaded",
                "-Dkubeless.image.base=linked-jre")
            .succeeds();

    assertThat(built.lines("image     hello"))
        .matches("image     hello:loaded@sha256:[0-9a-f]{64}   \\d+ kB built   \\d+\\.\\d s");
    JsonNode config =
        new ObjectMapper()
            .readTree(docker("image", "inspect", "hello:loaded"))
            .get(0)
            .get("Config");
    assertThat(config.get("User").asText()).isEqualTo("1000:1000");
    assertThat(config.get("Entrypoint").toString())
        .isEqualTo("[\"java\",\"@/function/jvm.args\",\"io.kubeless.runtime.Main\"]");
    String container =
        docker(
            "run",
            "-d",
            "--read-only",
            "--network=host",
            "-e=FUNC_PORT=18290",
            "-e=KUBELESS_MANAGEMENT_PORT=18291", // 8081 is that of another test
            "hello:loaded");
    try {
      assertThat(
              Cluster.run(
                  Projects.ROOT.resolve("it/cluster/in").toString(),
                  "curl",
                  "-s",
                  "--retry",
                  "10",
                  "--retry-connrefused",
                  "--retry-delay",
                  "1",
                  "-d",
                  "Duke",
                  "http://127.0.0.1:18290/"))
          .isEqualTo("hello Duke");
    } finally {
      docker("rm", "-f", container.strip());
    }
  }
}
