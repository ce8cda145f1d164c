package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is rendered. Each case is a directory of golden files: {@code input} is a project's {@code
 * src/main/kubeless}, the others are the objects of each target.
 */
class ManifestsTest {
  @TempDir Path directory;

  static List<String> cases() throws IOException {
    try (Stream<Path> list = Files.list(GoldenFiles.directory(""))) {
      return list.filter(each -> Files.isDirectory(each.resolve("input")))
          .map(each -> String.valueOf(each.getFileName()))
          .sorted()
          .toList();
    }
  }

  private ConfiguredFunction read(String name) throws IOException {
    ProjectFixture fixture =
        ProjectFixture.hello(directory)
            .registry("registry.acme.com/team")
            .property("kubeless.image.architecture", "amd64");
    Path input = GoldenFiles.directory(name).resolve("input");
    try (Stream<Path> walk = Files.walk(input)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path copy =
            directory.resolve("src/main/kubeless").resolve(input.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    return fixture.function();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theObjectsOfBothTargetsAreTheGoldenFiles(String name) throws IOException {
    ConfiguredFunction configured = read(name);
    for (Target target : Target.values()) {
      Manifests manifests = Manifests.of(configured.function(), target, configured.fragments());
      GoldenFiles.check(name + "/" + target.text(), manifests.toYaml());
    }
  }

  @Test
  void aDigestIsRenderedInThePlaceOfTheTagAndNothingElseChanges() throws IOException {
    ConfiguredFunction configured = read("cron");
    String digest = "sha256:" + "0123456789abcdef".repeat(4);
    for (Target target : Target.values()) {
      Manifests before = Manifests.of(configured.function(), target, configured.fragments());
      Manifests after =
          Manifests.of(
              configured.function().withImage(configured.function().image().withDigest(digest)),
              target,
              configured.fragments());
      assertThat(after.toYaml().toString())
          .isEqualTo(
              before
                  .toYaml()
                  .toString()
                  .replace(
                      "registry.acme.com/team/hello:1.0-SNAPSHOT",
                      "registry.acme.com/team/hello@" + digest));
    }
  }

  private String refused(String file, String content) throws IOException {
    ConfiguredFunction configured =
        ProjectFixture.hello(directory)
            .file("function.yaml", "triggers: [{http: {}}, {http: {path: /b}}]")
            .file(file, content)
            .function();
    List<String> texts = new java.util.ArrayList<>();
    assertThatThrownBy(
            () -> Manifests.of(configured.function(), Target.KUBERNETES, configured.fragments()))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> texts.add(String.valueOf(e.getMessage())));
    return texts.get(0);
  }

  @Test
  void aFragmentThatWouldChangeWhatAnObjectIsIsRefused() throws IOException {
    assertThat(refused("service.yaml", "apiVersion: v2\n"))
        .isEqualTo(
            """
            KUBELESS-310 A fragment cannot be merged: apiVersion is v2
              where: src/main/kubeless/service.yaml
              why:   the object is a v1 Service
              do:    remove it from the fragment""");
    assertThat(refused("service.yaml", "metadata: {name: other}\n"))
        .contains("A fragment cannot be merged: metadata.name is other");
    assertThat(refused("service.yaml", "spec: {selector: {a: b}}\n"))
        .contains("A fragment cannot be merged: spec.selector is set", "selectors never change");
  }

  @Test
  void theHeapIsThreeQuartersOfTheLimitOrWhatTheReserveLeaves() throws IOException {
    for (String[] each :
        new String[][] {
          {"96Mi", "24"},
          {"128Mi", "56"},
          {"192Mi", "120"},
          {"256Mi", "184"},
          {"512Mi", "384"},
          {"1Gi", "768"}
        }) {
      ConfiguredFunction configured =
          ProjectFixture.hello(directory).property("kubeless.memory", each[0]).function();
      assertThat(Command.heapMebibytes(configured.function())).hasToString(each[1]);
    }
  }
}
