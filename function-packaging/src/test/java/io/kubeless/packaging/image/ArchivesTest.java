package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Images with a start-up archive: for the JDK of this test, and for JDK 25 if there is one. */
@EnabledOnOs(OS.LINUX)
class ArchivesTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String HELLO =
      "public final class Hello implements Handler<Event, Context> {"
          + " static { if (System.getProperty(\"io.kubeless.archive\") != null) {"
          + " System.out.println(\"user code runs\"); } }"
          + " public void onStart(Context context) { System.out.println(\"started\"); }"
          + " public String handle(Event event, Context context) {"
          + " if (event.path().equals(\"/fail\")) { throw new IllegalStateException(\"fail\"); }"
          + " if (event.path().equals(\"/teapot\")) {"
          + " throw new HttpException(418, \"short and stout\"); }"
          + " return \"hello\"; } }";
  @TempDir static Path shared;
  @TempDir Path directory;
  private FakeRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = FakeRegistry.plain(Optional.empty());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  static Stream<Path> jdks() throws IOException {
    return Stream.concat(Stream.of(JDK), jdk25().stream());
  }

  static Optional<Path> jdk25() throws IOException {
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all) || Runtime.version().feature() >= 25) {
      return Optional.empty();
    }
    try (Stream<Path> list = Files.list(all)) {
      return list.filter(each -> String.valueOf(each.getFileName()).matches(".*-25-.*"))
          .filter(each -> Files.isExecutable(each.resolve("bin/jlink")))
          .findFirst();
    }
  }

  /** A build with a cache of its own, as on another machine. */
  private final class Build {
    private final Path home;
    private final Path jdk;
    private final ProjectFixture fixture;
    private final Path work;
    private String omitted = "nothing";
    private List<String> shared = List.of("jre", "layers");

    Build(String name, Path jdk) throws IOException {
      this.home = directory.resolve(name);
      this.jdk = jdk;
      this.work = home.resolve("work");
      this.fixture =
          new ProjectFixture(home)
              .source("Hello", HELLO)
              .registry(registry.host("localhost"))
              .property("kubeless.image.base", "linked-jre");
    }

    Build with(String key, String value) {
      fixture.property("kubeless." + key, value);
      return this;
    }

    /** Omits a library. The JRE is another one then, which other tests do not expect. */
    Build without(String library) {
      omitted = library;
      shared = List.of("layers");
      return this;
    }

    BuiltImage to(Destination destination) throws IOException {
      Files.createDirectories(home.resolve("cache"));
      for (String common : shared) { // what takes long and is always the same
        Path link = home.resolve("cache").resolve(common);
        if (!Files.exists(link)) {
          Files.createSymbolicLink(
              link, Files.createDirectories(ArchivesTest.shared.resolve(common)));
        }
      }
      ImageRequest request =
          new ImageRequest(
              fixture.function().function(),
              fixture.classes(),
              libraries().stream().filter(each -> !each.fileName().contains(omitted)).toList(),
              Instant.EPOCH,
              work,
              jdk,
              home);
      return new ImageBuilder(
              new Registries(false, host -> Optional.empty()),
              false,
              home.resolve("cache"),
              part -> {})
          .build(request, destination);
    }

    BuiltImage tar() throws IOException {
      return to(new Destination.Tar(home.resolve("image.tar")));
    }

    /** Unpacks the image of the tar, as a container does. */
    Path root() throws IOException {
      Path root = Files.createDirectories(home.resolve("root"));
      Path open = Files.createDirectories(home.resolve("open"));
      Jdk.run(List.of("tar", "-xf", home.resolve("image.tar").toString(), "-C", open.toString()));
      for (String layer : layers(open)) {
        Jdk.run(List.of("tar", "-xzf", open.resolve(layer).toString(), "-C", root.toString()));
      }
      return root;
    }
  }

  private static List<String> layers(Path open) throws IOException {
    List<String> layers = new ArrayList<>();
    new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(open.resolve("manifest.json").toFile())
        .at("/0/Layers")
        .forEach(layer -> layers.add(layer.asText()));
    return layers;
  }

  private static List<Library> libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.matches(".*(function-api|function-runtime).*"))
        .map(
            entry ->
                new Library(
                    entry.replaceAll(".*(function-(api|runtime)).*", "$1") + ".jar",
                    Path.of(entry),
                    Library.Kind.RUNTIME))
        .toList();
  }

  private static String notices(BuiltImage image) {
    return image.notices().stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }

  /** Runs the training class in an unpacked image, which reports where classes are loaded from. */
  private static String load(Path root, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("env", "-i", "-C", root.resolve("function").toString()));
    command.add(root.resolve("opt/java/bin/java").toString());
    command.addAll(List.of("-Xmx64m", "@jvm.args", "-Xlog:class+load"));
    command.addAll(List.of(options));
    command.addAll(List.of("io.kubeless.runtime.ArchiveTraining", "load"));
    return Jdk.run(command);
  }

  private static final String FROM_ARCHIVE = "com.acme.Hello source: shared objects file";

  @Test
  void theJvmLoadsTheFunctionFromTheLastLayerInAnotherDirectory() throws IOException {
    for (Path jdk : jdks().toList()) {
      Build build = new Build("one" + new Jdk(jdk).release(), jdk);
      BuiltImage image = build.tar();
      assertThat(notices(image))
          .matches("archive   [\\d.]+ MB, recorded in [\\d.]+ s, app.(aot|jsa)");
      Path root = build.root();
      Directories.delete(build.work);
      assertThat(load(root)).contains(FROM_ARCHIVE);
      List<String> layers = layers(build.home.resolve("open"));
      String last = build.home.resolve("open").resolve(layers.get(layers.size() - 1)).toString();
      assertThat(Jdk.run(List.of("tar", "--warning=no-unknown-keyword", "-tzf", last)).strip())
          .matches("function/\nfunction/app.(aot|jsa)");

      Path jar = root.resolve("function/app.jar");
      FileTime modified = Files.getLastModifiedTime(jar);
      assertThat(modified).isEqualTo(ArchiveTraining.MODIFIED);
      if (new Jdk(jdk).release() < 25) { // JDK 25.0.3 does not compare, see JDK-8377932
        Files.setLastModifiedTime(jar, FileTime.fromMillis(5000));
        assertThat(load(root)).doesNotContain(FROM_ARCHIVE).contains("com.acme.Hello source: file");
      }
    }
  }

  @Test
  void trainingRunsNoCodeOfTheFunction() throws IOException, ArchiveTraining.NotRecorded {
    Build build = new Build("silent", JDK);
    ArchiveTraining training = training(build);
    training.prepare();
    training.record();
    training.verify();
    assertThat(Files.readString(training.directory().resolve("output.log")))
        .doesNotContain("user code runs")
        .doesNotContain("started");
  }

  private static ArchiveTraining training(Build build) throws IOException {
    build.with("image.archive", "false").tar();
    ImageRequest request =
        new ImageRequest(
            build.fixture.function().function(),
            build.fixture.classes(),
            libraries(),
            Instant.EPOCH,
            build.work,
            build.jdk);
    FunctionFiles files = FunctionFiles.prepare(request);
    try (Stream<Path> linked = Files.list(shared.resolve("jre"))) {
      Path jre =
          linked
              .filter(each -> Files.exists(each.resolve("bin/java")))
              .filter(each -> release(each) == release(build.jdk))
              .findFirst()
              .orElseThrow();
      return new ArchiveTraining(
          request.function(),
          files,
          ArchiveJre.of(jre, List.of(jre.resolve("bin/java").toString())),
          build.work.resolve("archive"),
          "");
    }
  }

  private static int release(Path home) {
    try {
      return new Jdk(home).release();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void requestsAreAnsweredByTheFunction() throws IOException {
    Build build = new Build("requests", JDK).with("image.trainWith", "GET /hello,GET /teapot");
    assertThat(notices(build.tar()))
        .containsPattern("recorded in")
        .contains("image.trainWith: GET /teapot was answered with 418");
  }

  @Test
  void aRequestThatFailsFailsTheBuild() throws IOException {
    Build build = new Build("failing", JDK).with("image.trainWith", "GET /hello,POST /fail {}");
    assertThatThrownBy(build::tar)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("KUBELESS-481 The training request POST /fail {} failed")
        .hasMessageContaining("the function responded with status 500");
  }

  @Test
  void anArchiveThatTheJvmRejectsFailsTheBuildWithItsReason() throws IOException {
    for (Path jdk : jdks().toList()) {
      Build build = new Build("broken" + release(jdk), jdk).with("image.archive", "my.aot");
      Files.createDirectories(build.home);
      Files.writeString(build.home.resolve("my.aot"), "not an archive".repeat(1000));
      assertThatThrownBy(build::tar)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("KUBELESS-480 The JVM rejects the start-up archive")
          .hasMessageContaining("my.aot")
          .hasMessageContaining(
              release(jdk) < 25 ? "Unable to use shared archive" : "bad magic number");
    }
  }

  @Test
  void anArchiveThatTheUserHasRecordedIsUsed() throws Exception {
    Build build = new Build("user", JDK);
    ArchiveTraining training = training(build);
    training.prepare();
    training.record();
    Files.copy(training.archive(), build.home.resolve("mine"));
    byte[] mine = Files.readAllBytes(training.archive());
    build.with("image.archive", "mine");
    assertThat(notices(build.tar())).contains("recorded by you");
    try (Stream<Path> function = Files.list(build.root().resolve("function"))) {
      assertThat(function.filter(each -> each.toString().matches(".*app.(aot|jsa)")))
          .singleElement()
          .satisfies(file -> assertThat(Files.readAllBytes(file)).isEqualTo(mine));
    }
  }

  @Test
  void aMissingFileIsAnError() throws IOException {
    Build build = new Build("missing", JDK).with("image.archive", "target/app.aot");
    assertThatThrownBy(build::tar)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("KUBELESS-482 The start-up archive is missing");
  }

  @Test
  void anotherMachineFindsTheArchiveInTheRegistry() throws IOException {
    BuiltImage first = new Build("here", JDK).to(new Destination.Registry());
    BuiltImage second = new Build("there", JDK).to(new Destination.Registry());
    assertThat(notices(first)).contains("recorded in");
    assertThat(notices(second)).contains("found in the registry");
    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(second.bytes()).isZero();
  }

  @Test
  void aMachineWithAnotherArchiveUsesThatOfTheRegistry() throws IOException {
    Build there = new Build("there", JDK);
    String alone = there.tar().digest();
    BuiltImage first = new Build("here", JDK).to(new Destination.Registry());
    assertThat(first.digest()).isNotEqualTo(alone); // two recordings differ
    assertThat(there.to(new Destination.Registry(digest -> {}, true)).digest()).isEqualTo(alone);
    assertThat(there.to(new Destination.Registry()).digest()).isEqualTo(first.digest());
    assertThat(there.tar().digest()).isEqualTo(first.digest());
  }

  @Test
  void anUnchangedBuildPullsNoArchive() throws IOException {
    BuiltImage first = new Build("here", JDK).to(new Destination.Registry());
    Build there = new Build("there", JDK);
    there.to(new Destination.Registry());
    registry.forget();
    BuiltImage again = there.to(new Destination.Registry());
    assertThat(again.digest()).isEqualTo(first.digest());
    assertThat(notices(again)).isEqualTo("archive   unchanged, in the image of the registry");
    assertThat(registry.requests()).noneMatch(request -> request.startsWith("GET /v2/hello/blobs"));
  }

  @Test
  void whatWasBuiltIsPushedAlthoughAnotherArchiveWasPushedBefore() throws IOException {
    Build build = new Build("here", JDK);
    BuiltImage before = build.to(new Destination.Registry());
    Directories.delete(build.home.resolve("cache/archive"));
    BuiltImage built = build.tar();
    assertThat(built.digest()).isNotEqualTo(before.digest()); // two recordings differ
    BuiltImage pushed = build.to(new Destination.Registry(digest -> {}, true));
    assertThat(pushed.digest()).isEqualTo(built.digest());
  }

  @Test
  void anArchiveThatCouldNotBeRecordedIsTriedAgain() throws IOException {
    Build build = new Build("here", JDK).without("function-runtime");
    Path training = build.work.resolve("archive");
    BuiltImage first = build.to(new Destination.Registry());
    assertThat(notices(first)).startsWith("archive   none: ");
    Directories.delete(training);
    BuiltImage again = build.to(new Destination.Registry());
    assertThat(training).isNotEmptyDirectory();
    assertThat(again.digest()).isEqualTo(first.digest());
  }

  @Test
  void withoutAnArchiveTheImageIsTheSameEverywhere() throws IOException {
    BuiltImage first = new Build("here", JDK).with("image.archive", "false").tar();
    BuiltImage second = new Build("there", JDK).with("image.archive", "false").tar();
    assertThat(first.notices()).isEmpty();
    assertThat(second.digest()).isEqualTo(first.digest());
  }

  @Test
  void theJreOfABaseImageIsUsedThroughItsOwnLoader() throws IOException {
    new Build("base", JDK).with("image.archive", "false").to(new Destination.Registry());
    Build build =
        new Build("based", JDK)
            .with("image.base", registry.host("localhost") + "/hello:1.0-SNAPSHOT")
            .with("image.name", registry.host("localhost") + "/based:1");
    assertThat(notices(build.tar())).contains("recorded in");
    assertThat(load(build.root())).contains(FROM_ARCHIVE);
  }
}
