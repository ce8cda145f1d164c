package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Builds an image in a tar, with a locally linked JRE. */
@EnabledOnOs(OS.LINUX)
class ImageBuilderTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  @TempDir static Path shared;
  private static JsonNode config;
  private static Map<String, String> files;
  private static String digest;

  @BeforeAll
  static void build() throws IOException {
    Path tar = shared.resolve("image.tar");
    digest = build(shared.resolve("one"), tar, JDK);
    Path open = shared.resolve("open");
    Files.createDirectories(open);
    Jdk.run(List.of("tar", "-xf", tar.toString(), "-C", open.toString()));
    JsonNode manifest = new ObjectMapper().readTree(open.resolve("manifest.json").toFile()).get(0);
    config = new ObjectMapper().readTree(open.resolve(manifest.path("Config").asText()).toFile());
    files = new TreeMap<>();
    for (JsonNode layer : manifest.path("Layers")) {
      String list =
          Jdk.run(
              List.of(
                  "tar",
                  "--warning=no-unknown-keyword",
                  "-tvzf",
                  open.resolve(layer.asText()).toString()));
      list.lines()
          .map(line -> line.split("\\s+", 6))
          .forEach(parts -> files.put(parts[5], parts[0] + " " + parts[1] + " " + parts[3]));
    }
  }

  private static String build(Path directory, Path tar, Path jdk) throws IOException {
    Files.createDirectories(directory);
    ProjectFixture fixture =
        ProjectFixture.hello(directory)
            .property("kubeless.image.base", "linked-jre")
            .property("kubeless.image.archive", "false");
    Function function = fixture.function().function();
    List<Library> libraries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.matches(".*(function-api|function-runtime).*")) {
        String name = entry.replaceAll(".*(function-(api|runtime)).*", "$1") + ".jar";
        libraries.add(new Library(name, Path.of(entry), Library.Kind.RUNTIME));
      }
    }
    ImageRequest request =
        new ImageRequest(
            function, fixture.classes(), libraries, CREATED, directory.resolve("work"), jdk);
    return new ImageBuilder(
            new Registries(false, host -> Optional.empty()), true, shared.resolve("cache"), p -> {})
        .build(request, new Destination.Tar(tar))
        .digest();
  }

  @Test
  void theSameInputsHaveTheSameDigestInAnotherDirectory() throws IOException {
    assertThat(build(shared.resolve("deeper/two"), shared.resolve("two.tar"), JDK))
        .isEqualTo(digest)
        .matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void theImageConfigurationContainsTheCommandOfTheFunction() throws IOException {
    JsonNode run = config.path("config");
    assertThat(run.path("User").asText()).isEqualTo("1000:1000");
    assertThat(run.path("WorkingDir").asText()).isEqualTo("/function");
    assertThat(run.path("Entrypoint").toString())
        .isEqualTo("[\"java\",\"@/function/jvm.args\",\"io.kubeless.runtime.Main\"]");
    assertThat(run.path("ExposedPorts").toString()).isEqualTo("{\"8080/tcp\":{},\"8081/tcp\":{}}");
    assertThat(config.path("created").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(config.path("architecture").asText()).isEqualTo(new Jdk(JDK).architecture());
    assertThat(run.path("Labels").path("org.opencontainers.image.title").asText())
        .isEqualTo("hello");
    assertThat(run.path("Labels").path("io.kubeless.jre").asText())
        .contains(Runtime.version().feature() + ".");
  }

  @Test
  void aVariableKeepsItsLettersInTheLocaleOfTheImage() throws IOException {
    Path root = Files.createDirectories(shared.resolve("root"));
    Path open = shared.resolve("open");
    JsonNode manifest = new ObjectMapper().readTree(open.resolve("manifest.json").toFile()).get(0);
    for (JsonNode layer : manifest.path("Layers")) {
      Jdk.run(
          List.of("tar", "-xzf", open.resolve(layer.asText()).toString(), "-C", root.toString()));
    }
    ProjectFixture fixture =
        new ProjectFixture(shared.resolve("letters"))
            .source(
                "Letters",
                "class Letters { public static void main(String[] args) {"
                    + " System.getenv(\"A\").chars()"
                    + ".forEach(each -> System.out.print(Integer.toHexString(each) + ' ')); } }")
            .compile();
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    config.path("config").path("Env").forEach(each -> command.add(each.asText()));
    command.addAll(
        List.of(
            "/bin/sh",
            "-c",
            "A=$(printf '\\303\\251\\342\\202\\254') exec \"$@\"",
            "sh",
            root.resolve("opt/java/bin/java").toString(),
            "-cp",
            fixture.classes().toString(),
            "com.acme.Letters"));
    assertThat(Jdk.run(command)).isEqualTo("e9 20ac ");
    // That process uses the locales of this machine; in the image, the C library reads these.
    String locale = "usr/lib/locale/C.utf8/LC_CTYPE";
    assertThat(Files.exists(root.resolve(locale))).isEqualTo(Files.exists(Path.of("/", locale)));
  }

  @Test
  void layersAreOrderedFromTheLeastChangedToTheFunction() {
    List<String> comments = new ArrayList<>();
    config.path("history").forEach(each -> comments.add(each.path("comment").asText()));
    assertThat(comments).containsExactly("system", "jre", "runtime", "function");
  }

  @Test
  void noFileIsWritableByOthersOrChangesTheUser() {
    assertThat(files)
        .containsKeys("function/app.jar", "function/function.properties", "opt/java/bin/java");
    files.forEach(
        (name, line) -> {
          String mode = line.substring(0, 10);
          assertThat(mode).as(name).doesNotContain("s").doesNotContain("t");
          assertThat(mode.charAt(5)).as(name).isEqualTo('-');
          assertThat(mode.charAt(8)).as(name).isEqualTo('-');
          assertThat(line).as(name).contains(" 0/0 ");
        });
    assertThat(files.keySet())
        .noneMatch(name -> name.matches("(usr/)?bin/.*|.*/(sh|bash|busybox)"));
  }

  @Test
  void aJdkThatIsTooOldOrMissingIsReported() throws IOException {
    Path old = Files.createDirectories(shared.resolve("old/bin"));
    Files.writeString(old.resolve("jlink"), "");
    assertThat(old.resolve("jlink").toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolveSibling("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertThat(refused(old.getParent()))
        .isEqualTo(
            """
            KUBELESS-109 A JRE of Java 11 cannot run the function
              where: ./old
              why:   its classes are compiled for Java 17
              do:    build with JDK 17 or later""");
    assertThat(refused(shared.resolve("none")))
        .isEqualTo(
            """
            KUBELESS-109 No JRE can be linked
              where: ./none
              why:   it contains no jlink, so it is a JRE and not a JDK
              do:    set JAVA_HOME to a JDK, or use a base image""");
  }

  private static String refused(Path jdk) {
    List<String> reported = new ArrayList<>();
    assertThatThrownBy(() -> build(shared.resolve("refused"), shared.resolve("r.tar"), jdk))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> reported.add(String.valueOf(e.getMessage())));
    return reported.get(0).replace(shared.toString(), ".");
  }

  @Test
  void aJreForAnotherArchitectureIsRefused() throws IOException {
    String machine = new Jdk(JDK).architecture();
    String other = machine.equals("arm64") ? "amd64" : "arm64";
    assertThatThrownBy(
            () ->
                LinkedJre.of(
                    JDK, 17, List.of(other), List.of(), List.of(), shared.resolve("cache/jre")))
        .hasMessage(
            """
            KUBELESS-109 No JRE for %1$s can be linked on %2$s
              where: image.base: linked-jre, image.architecture: %1$s
              why:   jlink creates a runtime for the architecture of its JDK
              do:    use a base image: image.base=eclipse-temurin:25-jre, or build on %1$s"""
                .formatted(other, machine));
  }

  @Test
  void aJreThatAnotherBuildHasLinkedMeanwhileIsAsGood() throws IOException {
    Path here = Files.createDirectories(shared.resolve("race/here"));
    Path there = Files.createDirectories(shared.resolve("race/there"));
    Files.writeString(here.resolve("release"), "");
    Files.writeString(there.resolve("release"), "");
    LinkedJre.publish(here, there);
    assertThat(there).isNotEmptyDirectory();
    assertThatThrownBy(() -> LinkedJre.publish(here, shared.resolve("race/none/there")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aJreThatCannotBeLinkedLeavesNothing() throws IOException {
    Path broken = Files.createDirectories(shared.resolve("broken/bin"));
    for (String tool : List.of("jlink", "jdeps")) {
      Files.writeString(
          broken.resolve(tool),
          tool.equals("jdeps")
              ? "#!/bin/sh\necho java.base\n"
              : "#!/bin/sh\nfor last; do :; done; mkdir -p \"$last/bin\"; exit 1\n");
      assertThat(broken.resolve(tool).toFile().setExecutable(true)).isTrue();
    }
    Files.copy(JDK.resolve("release"), broken.resolveSibling("release"));
    Path cache = shared.resolve("broken-cache");
    assertThatThrownBy(
            () ->
                LinkedJre.of(
                    broken.getParent(),
                    17,
                    List.of(new Jdk(JDK).architecture()),
                    List.of(),
                    List.of(),
                    cache))
        .isInstanceOf(ProblemException.class);
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void aProcessOnThisMachineHasTheOptionsOfTheImage() throws IOException {
    ProjectFixture fixture = ProjectFixture.hello(shared.resolve("options"));
    Function function = fixture.function().function();
    FunctionFiles prepared =
        FunctionFiles.prepare(
            new ImageRequest(
                function,
                fixture.classes(),
                List.of(),
                CREATED,
                shared.resolve("options/work"),
                JDK));
    assertThat(LocalProcess.command(function, prepared, JDK, List.of()))
        .containsExactly(
            JDK.resolve("bin/java").toString(),
            "-Xmx184m",
            "-XX:NewSize=32m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:SurvivorRatio=2",
            "-cp",
            prepared.jar().toAbsolutePath().toString(),
            "io.kubeless.runtime.Main");
  }

  @Test
  void theClassPathNamesTheJarsInTheirOrder() throws IOException {
    assertThat(Files.readString(shared.resolve("one/work/jvm.args")))
        .isEqualTo(
            """
            -XX:+ExitOnOutOfMemoryError
            -XX:+UseSerialGC
            -XX:SurvivorRatio=2
            -cp
            "%s"
            """
                .formatted(
                    String.join(
                        ":",
                        Arrays.asList(
                            "app.jar", "lib/function-runtime.jar", "lib/function-api.jar"))));
  }
}
