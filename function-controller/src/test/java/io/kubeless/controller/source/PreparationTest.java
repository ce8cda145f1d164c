package io.kubeless.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the lines of the container {@code prepare} with a real shell, in other directories. */
class PreparationTest {
  @TempDir Path directory;

  private String run(String spec) throws Exception {
    Rendered rendered = SourceFunction.render(Fixtures.function(spec), Fixtures.config(Map.of()));
    Path source = Files.createDirectories(directory.resolve("src"));
    Files.createDirectories(directory.resolve("kubeless"));
    Fixtures.map(Fixtures.rendered(rendered, "ConfigMap").get("data"))
        .forEach((name, text) -> write(source.resolve(name), "" + text));
    Map<String, Object> deployment =
        Fixtures.map(Fixtures.rendered(rendered, "Deployment").get("spec"));
    Map<String, Object> pod = Fixtures.map(Fixtures.map(deployment.get("template")).get("spec"));
    Object first = ((Iterable<?>) pod.get("initContainers")).iterator().next();
    Object line = ((Iterable<?>) Fixtures.map(first).get("args")).iterator().next();
    String moved =
        ("" + line)
            .replace("$$", "$") // as the kubelet
            .replaceAll("(?<![\\w.])/(src|kubeless|tmp)\\b", directory + "/$1");
    Files.createDirectories(directory.resolve("tmp"));
    Process process = new ProcessBuilder("sh", "-c", moved).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String prepared(String file) throws IOException {
    return Files.readString(directory.resolve("kubeless").resolve(file));
  }

  private byte[] archive(String... command) throws Exception {
    Path files = Files.createDirectories(directory.resolve("files"));
    Files.writeString(files.resolve("hello.py"), "in an archive\n");
    Files.writeString(files.resolve("requirements.txt"), "in an archive, too\n");
    Process process = new ProcessBuilder(command).directory(files.toFile()).start();
    byte[] archive = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return archive;
  }

  @Test
  void aTextBecomesAFileOfItsLanguageBesideItsDependencies() throws Exception {
    String output =
        run(
            "{handler: hello.handler, runtime: python3.13, function: 'x = \"é$HOME\"', deps: requests}");
    assertThat(output).startsWith("0 ");
    assertThat(prepared("hello.py")).isEqualTo("x = \"é$HOME\"");
    assertThat(prepared("requirements.txt")).isEqualTo("requests");
  }

  @Test
  void base64IsDecoded() throws Exception {
    String output =
        run(
            "{handler: hello.handler, runtime: python3.13, function-content-type: base64, function: eA==}");
    assertThat(output).startsWith("0 ");
    assertThat(prepared("hello.py")).isEqualTo("x");
  }

  @Test
  void aCompressedTarIsUnpackedWithItsDependencies() throws Exception {
    String tar = Base64.getEncoder().encodeToString(archive("tar", "czf", "-", "."));
    String output =
        run(
            "{handler: hello.handler, runtime: python3.13, function-content-type:"
                + " base64+compressedtar+deps, function: '"
                + tar
                + "'}");
    assertThat(output).startsWith("0 ");
    assertThat(prepared("hello.py")).isEqualTo("in an archive\n");
    assertThat(prepared("requirements.txt")).isEqualTo("in an archive, too\n");
  }

  @Test
  void aFileAtAUrlIsComparedWithItsChecksum() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean found = exchange.getRequestURI().getPath().equals("/o'hello.py");
          exchange.sendResponseHeaders(found ? 200 : 404, 1);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write('x');
          }
        });
    server.start();
    try {
      String spec =
          "{handler: hello.handler, runtime: python3.13, function-content-type: url, function:"
              + " \"http://127.0.0.1:"
              + server.getAddress().getPort()
              + "/%s\", checksum: '%s'}";
      String right = "sha256:" + Source.sha256("x");
      assertThat(run(spec.formatted("o'hello.py", right))).startsWith("0 ");
      assertThat(prepared("hello.py")).isEqualTo("x");
      assertThat(run(spec.formatted("o'hello.py", ""))).startsWith("0 ");
      assertThat(run(spec.formatted("o'hello.py", "sha256:" + Source.sha256("y"))))
          .doesNotStartWith("0 ")
          .contains("FAILED");
      assertThat(run(spec.formatted("missing.py", ""))).doesNotStartWith("0 ").contains("404");
    } finally {
      server.stop(0);
    }
  }
}
