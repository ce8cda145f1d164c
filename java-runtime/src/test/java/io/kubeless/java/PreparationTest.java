package io.kubeless.java;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source of a ConfigMap becomes files on the volume. */
class PreparationTest {
  @TempDir Path directory;
  private Volume volume;

  @BeforeEach
  void create() throws Exception {
    volume = Volume.create(directory);
  }

  private String run(String type, String source, String checksum) throws Exception {
    Files.writeString(directory.resolve("src/Hello.java"), source);
    Files.writeString(directory.resolve("src/pom.xml"), "of the Function");
    Map<String, String> variables = volume.variables("Hello.handle");
    variables.put("KUBELESS_SOURCE_FILE", "Hello.java");
    variables.put("KUBELESS_CONTENT_TYPE", type);
    variables.put("KUBELESS_CHECKSUM", checksum);
    variables.put("KUBELESS_DEPS_NAME", "pom.xml");
    return volume.run("prepare", variables);
  }

  private static String zip(String name) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String each : new String[] {name, "pom.xml"}) {
        zip.putNextEntry(new ZipEntry(each));
        zip.write("zipped".getBytes());
      }
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Test
  void aTextIsCopiedBesideItsDependencies() throws Exception {
    assertThat(run("text", "class Hello {}", "")).isEqualTo("0\n");
    assertThat(volume.directory().resolve("Hello.java")).hasContent("class Hello {}");
    assertThat(volume.directory().resolve("pom.xml")).hasContent("of the Function");
  }

  @Test
  void base64IsDecodedAndCompared() throws Exception {
    String checksum = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    assertThat(run("base64", "eA==", checksum)).isEqualTo("0\n");
    assertThat(volume.directory().resolve("Hello.java")).hasContent("x");
    assertThat(run("base64", "eQ==", checksum))
        .startsWith("1\nthe source has sha256:a1fce436")
        .endsWith("and the Function sha256:" + checksum);
  }

  @Test
  void aZipIsUnpackedAndItsOwnDependenciesAreKept() throws Exception {
    assertThat(run("base64+zip+deps", zip("a/Hello.java"), "")).isEqualTo("0\n");
    assertThat(volume.directory().resolve("a/Hello.java")).hasContent("zipped");
    assertThat(volume.directory().resolve("pom.xml")).hasContent("zipped");
    assertThat(run("base64+zip", zip("a/Hello.java"), "")).isEqualTo("0\n");
    assertThat(volume.directory().resolve("pom.xml")).hasContent("of the Function");
  }

  @Test
  void anArchiveCannotWriteOutsideTheVolume() throws Exception {
    assertThat(run("base64+zip", zip("../../Hello.java"), ""))
        .isEqualTo("1\nthe archive contains ../../Hello.java, which is outside of it");
    assertThat(directory.resolve("../Hello.java")).doesNotExist();
  }

  @Test
  void aCompressedTarIsUnpacked() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      TarArchiveEntry entry = new TarArchiveEntry("Hello.java");
      entry.setSize(6);
      tar.putArchiveEntry(entry);
      tar.write("tarred".getBytes());
      tar.closeArchiveEntry();
    }
    String tar = Base64.getEncoder().encodeToString(bytes.toByteArray());
    assertThat(run("base64+compressedtar", tar, "")).isEqualTo("0\n");
    assertThat(volume.directory().resolve("Hello.java")).hasContent("tarred");
  }

  @Test
  void whatIsNoArchiveIsAnError() throws Exception {
    assertThat(run("text+zip", "class Hello {}", "")).startsWith("1\nthe archive");
    assertThat(run("text+compressedtar", "class Hello {}", "")).startsWith("1\n");
  }

  @Test
  void aFileIsDownloadedAndItsStatusIsReported() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().equals("/Hello.java") ? 200 : 404, 1);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write('x');
          }
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(run("url", url + "/Hello.java", "")).isEqualTo("0\n");
      assertThat(volume.directory().resolve("Hello.java")).hasContent("x");
      assertThat(run("url", url + "/Other.java", ""))
          .isEqualTo("1\n" + url + "/Other.java answers with status 404 instead of 200");
    } finally {
      server.stop(0);
    }
    assertThat(run("url", url + "/Hello.java", ""))
        .startsWith("1\n" + url + "/Hello.java cannot be downloaded: ");
  }
}
