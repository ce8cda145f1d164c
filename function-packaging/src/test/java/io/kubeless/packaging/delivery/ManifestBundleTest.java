package io.kubeless.packaging.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.GatewayReference;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another build may apply: exactly what was pushed. */
class ManifestBundleTest {
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
  private static final String DEPLOYMENT = "hello/kubernetes/deployment.yaml";

  @TempDir Path directory;
  private Path output;
  private Path zip;
  private Function function;
  private Map<Target, Manifests> manifests;

  @BeforeEach
  void push() throws IOException {
    ConfiguredFunction configured =
        ProjectFixture.hello(directory.resolve("project"))
            .registry("registry.acme.com/team")
            .file(
                "function.yaml",
                "replicas: 2\nsecrets: [database]\nconfig: {greeting: hi}\ntriggers: [{http: {}}]")
            .function();
    function = configured.function().withImage(configured.function().image().withDigest(DIGEST));
    output = directory.resolve("target/kubeless");
    zip = directory.resolve("target/hello-kubeless.zip");
    manifests = ManifestFiles.write(output, function, configured);
    write(zip);
  }

  private void write(Path file) throws IOException {
    ManifestBundle.write(
        output, Optional.of("prod"), List.of(function), Map.of("hello", manifests), file);
  }

  @Test
  void theDirectoryAndTheZipFileContainWhatADeploymentNeeds() throws IOException {
    for (Path source : List.of(output, zip)) {
      ManifestBundle bundle = ManifestBundle.read(source);

      assertThat(bundle.overlay()).contains("prod");
      Function read = bundle.functions().get(0).function();
      assertThat(read.name()).isEqualTo("hello");
      assertThat(read.owner()).isEqualTo(function.owner());
      assertThat(read.image().reference()).isEqualTo("registry.acme.com/team/hello@" + DIGEST);
      assertThat(read.image().architectures()).isEqualTo(function.image().architectures());
      assertThat(read.secrets()).containsExactly("database");
      assertThat(read.resources().replicas()).hasValue(2);
      assertThat(read.runtime().once()).isFalse();
      for (Target target : Target.values()) {
        assertThat(bundle.manifests().get("hello").get(target).toYaml())
            .isEqualTo(manifests.get(target).toYaml());
      }
    }
  }

  @Test
  void aRouteThatTheClusterDecidesIsDescribed() throws IOException {
    HttpTrigger auto =
        new HttpTrigger(
            Optional.of("a.acme.com"),
            "/x",
            Optional.of("tls"),
            Optional.empty(),
            HttpTrigger.Route.AUTO,
            Optional.of(new GatewayReference(Optional.of("infra"), "public", Optional.of("web"))),
            Optional.empty(),
            Optional.empty());
    function = function.withTriggers(List.of(auto, auto.withIngress()));
    write(zip);

    Function read = ManifestBundle.read(zip).functions().get(0).function();
    assertThat(read.exposure().triggers()).containsExactly(auto);
  }

  @Test
  void anAutoscalerThatTheClusterDecidesIsDescribed() throws IOException {
    Autoscaling auto = new Autoscaling(0, 3, 0, Autoscaling.By.AUTO);
    function = function.withAutoscaling(auto);
    write(zip);
    assertThat(ManifestBundle.read(zip).functions().get(0).function().resources().autoscaling())
        .contains(auto);

    function = function.withAutoscaling(auto.withBy(Autoscaling.By.KEDA));
    write(zip);
    assertThat(ManifestBundle.read(zip).functions().get(0).function().resources().autoscaling())
        .isEmpty();
  }

  @Test
  void theSameManifestsBecomeTheSameBytesInEachTimeZone() throws IOException {
    TimeZone before = TimeZone.getDefault();
    Path again = directory.resolve("again.zip");
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      write(again);
    } finally {
      TimeZone.setDefault(before);
    }
    assertThat(again).hasSameBinaryContentAs(zip);
  }

  private static Map<String, byte[]> entries(Path zip) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private void rewrite(Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }

  private void refused(Path source, String why) {
    assertThatThrownBy(() -> ManifestBundle.read(source))
        .isInstanceOf(ProblemException.class)
        .hasMessage(
            """
            KUBELESS-461 The manifests cannot be applied
              where: %s
              why:   %s
              do:    use an unchanged copy of the zip file that goal push writes"""
                .formatted(source, why));
  }

  @Test
  void aChangedFileIsRefused() throws IOException {
    Map<String, byte[]> entries = entries(zip);
    String yaml = new String(entries.get(DEPLOYMENT), StandardCharsets.UTF_8);
    entries.put(
        DEPLOYMENT, yaml.replace("@sha256:0", "@sha256:1").getBytes(StandardCharsets.UTF_8));
    rewrite(entries);
    Files.writeString(output.resolve(DEPLOYMENT), yaml.replace("replicas: 2", "replicas: 3"));

    refused(zip, DEPLOYMENT + " has changed since it was pushed");
    refused(output, DEPLOYMENT + " has changed since it was pushed");
  }

  @Test
  void aMissingFileIsRefused() throws IOException {
    Map<String, byte[]> entries = entries(zip);
    entries.remove(DEPLOYMENT);
    rewrite(entries);
    Files.delete(output.resolve(DEPLOYMENT));

    refused(zip, DEPLOYMENT + " is missing");
    refused(output, DEPLOYMENT + " is missing");
  }

  @Test
  void aFileThatWasNotPushedIsRefused() throws IOException {
    Map<String, byte[]> entries = entries(zip);
    entries.put("hello/kubernetes/secret.yaml", entries.get(DEPLOYMENT));
    rewrite(entries);
    Files.copy(output.resolve(DEPLOYMENT), output.resolve("hello/kubernetes/secret.yaml"));

    refused(zip, "hello/kubernetes/secret.yaml is not a manifest that was pushed");
    refused(output, "hello/kubernetes/secret.yaml is not a manifest that was pushed");
  }

  @Test
  void namesThatLeaveTheirDirectoryAreRefused() throws IOException {
    Map<String, byte[]> entries = entries(zip);
    for (String name :
        List.of("../evil.yaml", "hello/../../evil.yaml", "/etc/evil", "C:\\evil", "a/b/c/d.yaml")) {
      Map<String, byte[]> more = new LinkedHashMap<>(entries);
      more.put(name, new byte[0]);
      rewrite(more);
      refused(zip, "the name of an entry is not that of a manifest: " + name);
    }
  }

  @Test
  void whatIsNotABundleIsRefused() throws IOException {
    refused(directory, "it does not contain manifests.json, which push writes");
    Path text = Files.writeString(directory.resolve("text.zip"), "no zip");
    assertThatThrownBy(() -> ManifestBundle.read(text))
        .hasMessageContaining("why:   it is not a complete zip file: ");
    byte[] half = Files.readAllBytes(zip);
    Files.write(zip, java.util.Arrays.copyOf(half, half.length / 2));
    assertThatThrownBy(() -> ManifestBundle.read(zip))
        .hasMessageContaining("why:   it is not a complete zip file: ");
    Path description = output.resolve("manifests.json");
    String json = Files.readString(description);
    Files.writeString(description, json.replace("\"name\" : \"hello\"", "\"other\" : \"hello\""));
    refused(output, "manifests.json: name is missing");
    Files.writeString(description, json.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"));
    refused(output, "manifests.json: schemaVersion is not 1");
    Files.writeString(description, "{\"schemaVersion\":1}");
    refused(output, "manifests.json: it describes no function");
    Files.writeString(description, "{");
    refused(output, "manifests.json is not JSON");
    Files.copy(text, description, StandardCopyOption.REPLACE_EXISTING);
    refused(output, "manifests.json is not JSON");
  }
}
