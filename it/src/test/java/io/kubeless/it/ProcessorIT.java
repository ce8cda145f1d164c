package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * An image with a start-up archive on another processor than that of the build. Without {@code
 * -XX:-AOTAdapterCaching}, the archive of a JDK 25.0.3 contains machine code, and its JVM crashes
 * here before the function listens.
 */
class ProcessorIT {
  /** The instructions that every x86-64 processor has. */
  private static final String NARROWEST = "qemu64";

  private static final String LIBRARIES =
      "../lib/x86_64-linux-gnu:../opt/java/lib:../opt/java/lib/server";

  private static Optional<Path> qemu() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, "qemu-x86_64"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Builds an image, and returns its root directory. */
  private static Path image() throws IOException {
    Path hello = Projects.example("hello", "processor");
    Maven maven = Maven.in(hello);
    SmokeIT.jdk25().ifPresent(maven::java);
    Maven.Result built =
        maven
            .run(
                "compile",
                "kubeless:build",
                "-Dkubeless.image.base=linked-jre",
                "-Dkubeless.image.archive=true")
            .succeeds();
    assertThat(built.lines("archive   ")).contains("app.aot"); // new, or of an earlier build
    Path root = Files.createDirectories(hello.resolve("target/root"));
    Process unpacking =
        new ProcessBuilder(
                "sh",
                "-ec",
                "tar -xf ../kubeless/hello/image.tar -C .. && for layer in $(grep -o"
                    + " '[0-9a-f]*\\.tar\\.gz' ../manifest.json); do tar -xzf ../$layer; done")
            .directory(root.toFile())
            .start();
    assertThat(Maven.result(unpacking).exitCode()).isZero();
    return root;
  }

  private static String get(String url, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    return HttpClient.newHttpClient()
        .send(
            body.isEmpty()
                ? request.build()
                : request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void theArchiveIsUsedByAProcessorWithFewerInstructionsThanThatOfTheBuild() throws Exception {
    Optional<Path> qemu = qemu();
    if ("required".equals(System.getenv("KUBELESS_QEMU"))) {
      assertThat(qemu).as("KUBELESS_QEMU is required, and qemu-x86_64 is not found").isPresent();
    }
    assumeTrue(
        qemu.isPresent() && System.getProperty("os.arch").equals("amd64"),
        "qemu-x86_64 is not found, or the archive is of another architecture");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    qemu.orElseThrow().toString(),
                    "-cpu",
                    NARROWEST,
                    "../lib64/ld-linux-x86-64.so.2",
                    "--library-path",
                    LIBRARIES,
                    "../opt/java/bin/java",
                    "@jvm.args",
                    "io.kubeless.runtime.Main"))
            .directory(image().resolve("function").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "FUNC_PORT", "18190",
                "KUBELESS_MANAGEMENT_PORT", "18191",
                "KUBELESS_DRAIN_DELAY", "0"));
    try (Started function = Started.of(builder)) {
      function.awaitLine(line -> line.contains("\"the start-up archive is used\""));
      for (int i = 0; i < 300; i++) { // enough for code of the JIT compiler
        assertThat(get("http://127.0.0.1:18190/", "Duke")).isEqualTo("hello Duke");
      }
      assertThat(get("http://127.0.0.1:18191/metrics", ""))
          .contains("function_start_archive{state=\"used\"} 1\n");
    }
  }
}
