package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InsecureRegistryException;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pulls a base image from one registry, and pushes a function's image to another. */
@EnabledOnOs(OS.LINUX)
class ImagePushTest {
  private static final int TLS_HANDSHAKE = 22; // RFC 8446, 5.1

  private static final Login DUKE = new Login("duke", "secret");
  @TempDir Path directory;
  private FakeRegistry bases;
  private FakeRegistry target;
  private int builds;

  @BeforeEach
  void start() throws IOException {
    bases = FakeRegistry.plain(Optional.empty());
    bases.putImage("java", "25", "amd64");
    bases.putImage("java", "several", "amd64", "arm64", "s390x");
    target = FakeRegistry.plain(Optional.of(DUKE));
  }

  @AfterEach
  void stop() {
    bases.close();
    target.close();
  }

  private Registries registries() {
    return new Registries(
        false,
        host -> host.equals(target.host("localhost")) ? Optional.of(DUKE) : Optional.empty(),
        () -> 0); // what was read is never old
  }

  private BuiltImage push(String base, String architectures, String answer) throws IOException {
    return build(base, architectures, answer, false, new Destination.Registry());
  }

  private BuiltImage build(
      String base, String architectures, String answer, boolean offline, Destination destination)
      throws IOException {
    return build(request(base, architectures, answer), offline, destination);
  }

  private BuiltImage build(ImageRequest request, boolean offline, Destination destination)
      throws IOException {
    return new ImageBuilder(registries(), offline, directory.resolve("cache"), part -> {})
        .build(request, destination);
  }

  private ImageRequest request(String base, String architectures, String answer)
      throws IOException {
    Path project = directory.resolve("project" + builds++);
    ProjectFixture fixture =
        new ProjectFixture(project)
            .source(
                "Hello",
                "public final class Hello implements Handler<Event, Context> { public String"
                    + " handle(Event event, Context context) { return \""
                    + answer
                    + "\"; } }")
            .registry(target.host("localhost"))
            .property("kubeless.image.base", base)
            .property("kubeless.image.architecture", architectures);
    Function function = fixture.function().function();
    Path library = Files.write(directory.resolve("library.jar"), new byte[100_000]);
    return new ImageRequest(
        function,
        fixture.classes(),
        List.of(new Library("library.jar", library, Library.Kind.RELEASE)),
        Instant.EPOCH,
        project.resolve("work"),
        Path.of(System.getProperty("java.home")));
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    return new ObjectMapper().readTree(bytes);
  }

  private static String error(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    List<String> messages = new ArrayList<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> messages.add(String.valueOf(e.getMessage())));
    return messages.get(0);
  }

  @Test
  void whatIsReportedIsWhatWasUploaded() throws IOException {
    String base = bases.host("localhost") + "/java:25";
    BuiltImage first = push(base, "amd64", "one");
    assertThat(first.bytes()).isEqualTo(target.bytesOfBlobs()).isPositive();
    assertThat(first.digest())
        .isEqualTo(FakeRegistry.digest(target.manifest("hello", "1.0-SNAPSHOT")));

    target.forget();
    BuiltImage same = push(base, "amd64", "one");
    assertThat(same.digest()).isEqualTo(first.digest());
    assertThat(same.bytes()).isZero();
    assertThat(target.requests()).noneMatch(each -> each.matches("(POST|PATCH|PUT) .*"));

    BuiltImage changed = push(base, "amd64", "two");
    assertThat(changed.digest()).isNotEqualTo(first.digest());
    assertThat(first.bytes() + changed.bytes()).isEqualTo(target.bytesOfBlobs());
  }

  @Test
  void anImageThatTheRegistryHasIsNotMadeAgain() throws IOException {
    ImageRequest request = request(bases.host("localhost") + "/java:25", "amd64", "one");
    BuiltImage first = build(request, false, new Destination.Registry());
    SortedMap<Path, FileTime> before = times(request.work());
    target.forget();

    BuiltImage again = build(request, false, new Destination.Registry());

    assertThat(again).hasToString(new BuiltImage(first.digest(), 0, first.notices()).toString());
    assertThat(target.requests())
        .filteredOn(each -> !each.startsWith("GET /v2/ ") && !each.equals("GET /v2/"))
        .containsExactly("GET /v2/hello/manifests/1.0-SNAPSHOT as somebody");
    assertThat(times(request.work())).isEqualTo(before);
  }

  /** Returns the times of a directory and all files below it. */
  private static SortedMap<Path, FileTime> times(Path directory) throws IOException {
    SortedMap<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path each : walk.toList()) {
        times.put(each, Files.getLastModifiedTime(each));
      }
    }
    return times;
  }

  @Test
  void aPreviewHasTheDigestOfThePushAndOpensNoTarget() throws IOException {
    ImageRequest request = request(bases.host("localhost") + "/java:25", "amd64", "one");
    BuiltImage before = build(request, false, new Destination.Preview());
    assertThat(target.requests()).noneMatch(each -> each.endsWith("as somebody"));
    BuiltImage pushed = build(request, false, new Destination.Registry());
    target.forget();
    BuiltImage after = build(request, false, new Destination.Preview());
    assertThat(List.of(before.digest(), after.digest())).containsOnly(pushed.digest());
    assertThat(target.requests()).isEmpty();
    try (Stream<Path> files = Files.list(request.work())) {
      assertThat(files).noneMatch(each -> each.getFileName().toString().startsWith("push-"));
    }
  }

  @Test
  void aKnownImageThatTheRegistryLacksIsPushedAgain() throws IOException {
    ImageRequest request = request(bases.host("localhost") + "/java:25", "amd64", "one");
    BuiltImage first = build(request, false, new Destination.Registry());
    target.removeAll();

    BuiltImage again = build(request, false, new Destination.Registry());

    assertThat(again.digest()).isEqualTo(first.digest());
    assertThat(again.bytes()).isEqualTo(target.bytesOfBlobs()).isPositive();
  }

  @Test
  void anImageOfAnyOtherFileIsMade() throws IOException {
    ImageRequest request = request(bases.host("localhost") + "/java:25", "amd64", "one");
    Set<String> digests = new HashSet<>();
    digests.add(build(request, false, new Destination.Registry()).digest());

    Files.write(directory.resolve("library.jar"), new byte[100_001]);
    digests.add(build(request, false, new Destination.Registry()).digest());
    Files.writeString(request.classes().resolve("more.txt"), "more");
    digests.add(build(request, false, new Destination.Registry()).digest());
    bases.putImage("java", "25", "amd64", "arm64");
    digests.add(build(request, false, new Destination.Registry()).digest());

    assertThat(digests).hasSize(3); // the index has the same image for amd64
    bases.putImage("java", "25", "s390x");
    assertThat(error(() -> build(request, false, new Destination.Registry())))
        .startsWith("KUBELESS-115 ");
  }

  @Test
  void aDigestThatIsRefusedIsNotUploaded() {
    Destination refusing =
        new Destination.Registry(
            digest -> {
              throw new IllegalStateException("refused " + digest);
            });
    String base = bases.host("localhost") + "/java:25";
    assertThatThrownBy(() -> build(base, "amd64", "one", false, refusing))
        .hasMessageStartingWith("refused sha256:");
    assertThat(target.requests()).noneMatch(each -> each.matches("(POST|PATCH|PUT) .*"));
    assertThat(directory.resolve("project0/work")).isDirectoryNotContaining("glob:**/push-*");
  }

  @Test
  void aLoginIsForItsOwnRegistryAndNothingIsSetForTheWholeProcess() throws IOException {
    push(bases.host("localhost") + "/java:25", "amd64", "one");
    assertThat(target.requests()).contains("PUT /v2/hello/manifests/1.0-SNAPSHOT as somebody");
    assertThat(bases.requests()).isNotEmpty().noneMatch(each -> each.endsWith("as somebody"));
    assertThat(System.getProperty("sendCredentialsOverHttp")).isNull();
  }

  @Test
  void aLoginThatCannotBeReadIsReportedWithItsCodeAndRemedy() throws IOException {
    ImageRequest request = request(bases.host("localhost") + "/java:25", "amd64", "one");
    Problem undecryptable =
        Problem.of(ErrorCode.REGISTRY_LOGIN_FAILED, "The password cannot be decrypted")
            .at("settings.xml")
            .because("the master password is missing")
            .remedy("mvn --encrypt-master-password");
    Registries registries =
        new Registries(
            false,
            host -> {
              throw new ProblemException(undecryptable);
            });
    registries.expectPush(request.function().image());
    assertThat(
            error(
                () ->
                    new ImageBuilder(registries, false, directory.resolve("cache"), part -> {})
                        .build(request, new Destination.Registry())))
        .isEqualTo(undecryptable.toString());
  }

  @Test
  void aBaseImageIsPulledWithTheLoginOfItsRegistry() throws IOException {
    target.putImage("java", "25", "amd64");
    push(target.host("localhost") + "/java:25", "amd64", "one");
    assertThat(target.requests())
        .contains("GET /v2/java/manifests/25", "GET /v2/java/manifests/25 as somebody");
  }

  @Test
  void noRegistryHasThePermissionsOfAnother() throws Exception {
    BlockingQueue<Integer> firstBytes = new LinkedBlockingQueue<>();
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"))) {
      new Thread(() -> answerInPlainText(plain, firstBytes)).start();
      ImageReference far = RegistryImages.parse("127.0.0.2:" + plain.getLocalPort() + "/java:25");
      FutureTask<ManifestTemplate> pull =
          new FutureTask<>(
              () -> {
                try (Repository repository = new Repository(far, registries())) {
                  return repository.manifest("25");
                }
              });
      Thread puller = new Thread(pull);
      puller.start();
      assertThat(firstBytes.poll(1, TimeUnit.MINUTES)).isEqualTo(TLS_HANDSHAKE);
      assertThat(firstBytes.poll(1, TimeUnit.MINUTES)).isEqualTo(TLS_HANDSHAKE);
      puller.interrupt(); // Jib would retry for a minute
      assertThatThrownBy(pull::get).cause().isInstanceOf(InsecureRegistryException.class);
    }
    assertThat(new HashSet<>(firstBytes)).isSubsetOf(TLS_HANDSHAKE);
  }

  /** Responds to a TLS handshake as a registry does that expects plain HTTP. */
  private static void answerInPlainText(ServerSocket listener, BlockingQueue<Integer> firstBytes) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        firstBytes.add(socket.getInputStream().read());
        socket
            .getOutputStream()
            .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The listener is closed, or the client has disconnected; the next client is accepted.
      }
    }
  }

  @Test
  void severalArchitecturesAreAnIndex() throws IOException {
    BuiltImage built = push(bases.host("localhost") + "/java:several", "arm64, amd64", "one");
    byte[] index = target.manifest("hello", "1.0-SNAPSHOT");
    assertThat(built.digest()).isEqualTo(FakeRegistry.digest(index));
    List<String> found = new ArrayList<>();
    for (JsonNode entry : json(index).path("manifests")) {
      JsonNode manifest = json(target.manifest("hello", entry.path("digest").asText()));
      JsonNode config = json(target.blob(manifest.at("/config/digest").asText()));
      assertThat(config.path("architecture")).isEqualTo(entry.at("/platform/architecture"));
      assertThat(manifest.path("layers")).hasSize(3);
      found.add(config.path("architecture").asText());
    }
    assertThat(found).containsExactly("amd64", "arm64");
    assertThat(built.bytes()).isEqualTo(target.bytesOfBlobs());
  }

  @Test
  void aTarContainsOneArchitecture() {
    String base = bases.host("localhost") + "/java:several";
    Destination tar = new Destination.Tar(directory.resolve("image.tar"));
    assertThat(error(() -> build(base, "amd64,arm64", "one", false, tar)))
        .isEqualTo(
            """
            KUBELESS-116 An image of several architectures cannot be built here
              where: image.architecture: amd64,arm64
              why:   a tar and the Docker daemon take one architecture; a registry takes an index
              do:    image.architecture=amd64, or push to a registry""");
  }

  @Test
  void aBaseImageThatIsNotForTheArchitectureIsRefused() {
    String base = bases.host("localhost") + "/java:";
    assertThat(error(() -> push(base + "25", "arm64", "one")).replace(base, ""))
        .isEqualTo(
            """
            KUBELESS-115 The base image 25 is not built for arm64
              where: image.base
              why:   it is for amd64 only
              do:    choose another base image, such as eclipse-temurin:25-jre, or another image.architecture""");
    assertThat(error(() -> push(base + "several", "riscv64", "one")))
        .contains("why:   it has no image for linux/riscv64\n");
  }

  private void check(String base, String... architectures) throws IOException {
    Image image = new Image("hello:1", Optional.empty(), base, List.of(architectures));
    new ImageBuilder(registries(), false, directory.resolve("cache"), part -> {})
        .checkBase(image, Path.of(System.getProperty("java.home")));
  }

  @Test
  void beforeTheBuildABaseIsRefusedThatIsNotForAllArchitectures() throws IOException {
    String base = bases.host("localhost") + "/java:";
    check(base + "25", "amd64");
    check(base + "several", "amd64", "s390x");
    assertThat(error(() -> check(base + "25", "amd64", "arm64")).replace(base, ""))
        .startsWith("KUBELESS-115 The base image 25 is not built for amd64 and arm64\n");
    check(Image.LINKED_JRE, Jdk.thisArchitecture());
    assertThat(error(() -> check(Image.LINKED_JRE, "s390x")))
        .startsWith("KUBELESS-109 No JRE for s390x can be linked on " + Jdk.thisArchitecture());
  }

  @Test
  void aMissingBaseImageIsReportedWithItsSetting() {
    String host = bases.host("localhost");
    assertThat(error(() -> push(host + "/java:99", "amd64", "one")).replace(host, "host"))
        .isEqualTo(
            """
            KUBELESS-108 The base image host/java:99 is not found
              where: image.base: host/java:99
              why:   the registry host responds with 404
              do:    check the name and tag in image.base, or use image.base=linked-jre""");
    bases.close();
    assertThat(error(() -> push(host + "/java:25", "amd64", "one")).replace(host, "host"))
        .isEqualTo(
            """
            KUBELESS-102 The registry for the base image host/java:25 cannot be reached
              where: host, from image.base: host/java:25
              why:   the connection was refused
              do:    check image.base and the network, or use image.base=linked-jre""");
  }

  @Test
  void aBaseImageThatNeedsAnotherLoginIsNamedWithItsSetting() throws IOException {
    try (FakeRegistry closed = FakeRegistry.plain(Optional.of(new Login("somebody", "else")))) {
      String host = closed.host("localhost");
      assertThat(error(() -> push(host + "/java:25", "amd64", "one")).replace(host, "host"))
          .isEqualTo(
              """
              KUBELESS-104 The registry host denies access to the base image host/java:25
                where: image.base: host/java:25
                why:   status 401: the image does not exist, or requires a login
                do:    check the name in image.base; docker login host; or use image.base=linked-jre""");
    }
  }

  @Test
  void offlineABaseImageIsTakenFromTheCacheOrNamedAsMissing() throws IOException {
    String base = bases.host("localhost") + "/java:25";
    Destination registry = new Destination.Registry();
    assertThat(error(() -> build(base, "amd64", "one", true, registry)).replace(base, "java:25"))
        .isEqualTo(
            """
            KUBELESS-108 The base image java:25 is not cached on this machine
              where: image.base: java:25
              why:   the build is offline, and no earlier build has pulled it for amd64
              do:    build once while online, or use image.base=linked-jre""");
    push(base, "amd64", "one");
    bases.close();
    assertThat(build(base, "amd64", "two", true, registry).digest()).startsWith("sha256:");
  }
}
