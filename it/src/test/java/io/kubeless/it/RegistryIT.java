package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Registries that require a login, are unreachable, or do not use TLS. */
@OnCluster
class RegistryIT {
  private static final String REGISTRY = "127.0.0.1:5055";
  private static final String PASSWORD = "c4nary-p4ss";
  private static final Pattern METHOD = Pattern.compile("\"(GET|HEAD|POST|PATCH|PUT) /v2/");
  private static Started registry;
  private static Path work;

  @BeforeAll
  static void start() throws Exception {
    work = Projects.empty("registry");
    registry = serve(work, REGISTRY, "duke", PASSWORD);
  }

  /** Starts a registry that requires a login. */
  static Started serve(Path work, String address, String user, String password) throws Exception {
    Cluster.run("htpasswd", "-Bbc", work.resolve("htpasswd").toString(), user, password);
    Path configuration = work.resolve("config.yaml");
    Files.writeString(
        configuration,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %1$s/data}}
        http: {addr: "0.0.0.0:%2$s"}
        auth: {htpasswd: {realm: test, path: %1$s/htpasswd}}
        """
            .formatted(work, address.replaceFirst(".*:", "")));
    Started started =
        Started.of(new ProcessBuilder("docker-registry", "serve", configuration.toString()));
    started.awaitLine("listening on");
    return started;
  }

  private static Started serve(String configuration) throws IOException {
    return Started.of(
        new ProcessBuilder("docker-registry", "serve", work.resolve(configuration).toString()));
  }

  @AfterAll
  static void stop() throws Exception {
    if (registry != null) {
      registry.close();
    }
  }

  private static Maven.Result push(Path project, Maven maven, String registry, String... more)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(more));
    words.addAll(
        List.of(
            "package",
            "-DskipTests",
            "kubeless:push",
            "-X",
            "-Dkubeless.registry=" + registry,
            "-Dkubeless.image.base=linked-jre"));
    return maven.run(words.toArray(String[]::new));
  }

  private static Maven anonymous(Path project) throws IOException {
    return Maven.in(project)
        .environment("HOME", project.toString())
        .environment("DOCKER_CONFIG", project.resolve("none").toString());
  }

  private static void assertPushedWithoutATrace(Path project, Maven.Result result)
      throws IOException {
    assertThat(result.succeeds().lines("image     ")).contains("pushed");
    String token =
        Base64.getEncoder().encodeToString(("duke:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    assertThat(result.output()).doesNotContain(PASSWORD).doesNotContain(token);
    try (Stream<Path> walk = Files.walk(project.resolve("target"))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content).doesNotContain(PASSWORD).doesNotContain(token);
      }
    }
  }

  @Test
  void aMissingLoginIsReportedWithTheCommandToLogIn() throws IOException {
    Path project = Projects.example("hello", "registry-anonymous");
    assertThat(push(project, anonymous(project), REGISTRY).fails().error())
        .isEqualTo(
            """
            KUBELESS-104 The registry denies access to 127.0.0.1:5055/hello
              where: 127.0.0.1:5055
              why:   status 401: no credentials were found, or they do not allow it
              do:    docker login 127.0.0.1:5055, or add a <server> with <id>127.0.0.1:5055</id> to settings.xml""");
  }

  @Test
  void aLoginOfSettingsIsUsedAndShownNowhere() throws IOException {
    Path project = Projects.example("hello", "registry-settings");
    Maven maven = anonymous(project).server(REGISTRY, "duke", PASSWORD);
    assertPushedWithoutATrace(project, push(project, maven, REGISTRY));
  }

  @Test
  void anEncryptedLoginIsDecryptedAndOneThatCannotBeIsAnError() throws IOException {
    Path project = Projects.example("hello", "registry-encrypted");
    Path security = work.resolve("settings-security.xml");
    String master =
        Maven.in(project).run("--encrypt-master-password", "master").succeeds().lines("{").strip();
    Files.writeString(
        security, "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
    String encrypted =
        Maven.in(project)
            .options("-Dsettings.security=" + security)
            .run("--encrypt-password", PASSWORD)
            .succeeds()
            .lines("{")
            .strip();
    Maven maven =
        anonymous(project)
            .server(REGISTRY, "duke", encrypted)
            .options("-Dsettings.security=" + security);
    assertPushedWithoutATrace(project, push(project, maven, REGISTRY));

    Maven without =
        anonymous(project)
            .server(REGISTRY, "duke", encrypted)
            .options("-Dsettings.security=" + work.resolve("none.xml"));
    assertThat(push(project, without, REGISTRY).fails().error())
        .startsWith(
            """
            KUBELESS-104 The password for 127.0.0.1:5055 cannot be decrypted
              where: settings.xml <server> 127.0.0.1:5055
            """)
        .endsWith("do:    mvn --encrypt-master-password, then mvn --encrypt-password")
        .doesNotContain(encrypted);
  }

  @Test
  void aRegistryIsReachedThroughTheProxyOfSettings() throws IOException {
    Path project = Projects.example("hello", "registry-proxy");
    String behind = "registry.invalid:5055"; // no name server resolves it; RFC 2606
    try (ForwardProxy proxy = ForwardProxy.to(5055)) {
      Maven maven = anonymous(project).server(behind, "duke", PASSWORD).proxy(proxy.port());
      Maven.Result pushed = push(project, maven, behind, "-Dkubeless.registry.insecure");
      assertPushedWithoutATrace(project, pushed);
      assertThat(proxy.starts())
          .anyMatch(start -> start.startsWith("CONNECT " + behind))
          .anyMatch(start -> start.contains(" http://" + behind + "/v2/"));
    }
  }

  @Test
  void aLoginOfDockerIsUsed() throws IOException {
    Path project = Projects.example("hello", "registry-docker");
    Path config = Files.createDirectories(project.resolve("docker"));
    String token =
        Base64.getEncoder().encodeToString(("duke:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        config.resolve("config.json"),
        "{\"auths\":{\"" + REGISTRY + "\":{\"auth\":\"" + token + "\"}}}");
    Maven maven = anonymous(project).environment("DOCKER_CONFIG", config.toString());
    assertThat(push(project, maven, REGISTRY).succeeds().lines("image     ")).contains("pushed");
  }

  @Test
  void theLoginOfACredentialHelperIsUsed() throws IOException {
    Path project = Projects.example("hello", "registry-helper");
    Path bin = Files.createDirectories(project.resolve("bin"));
    Path helper = bin.resolve("docker-credential-test");
    Files.writeString(
        helper,
        "#!/bin/sh\ncat >/dev/null\necho '{\"ServerURL\":\"\",\"Username\":\"duke\",\"Secret\":\""
            + PASSWORD
            + "\"}'\n");
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
    Path config = Files.createDirectories(project.resolve("docker"));
    Files.writeString(
        config.resolve("config.json"), "{\"credHelpers\":{\"" + REGISTRY + "\":\"test\"}}");
    Maven maven =
        anonymous(project)
            .environment("DOCKER_CONFIG", config.toString())
            .environment("PATH", bin + ":" + System.getenv("PATH"));
    assertThat(push(project, maven, REGISTRY).succeeds().lines("image     ")).contains("pushed");
  }

  @Test
  void anUnreachableRegistryIsReportedWithoutRetries() throws IOException {
    Path project = Projects.example("hello", "registry-gone");
    assertThat(push(project, anonymous(project), "127.0.0.1:5056").fails().error())
        .isEqualTo(
            """
            KUBELESS-102 The registry for 127.0.0.1:5056/hello:1.0-SNAPSHOT cannot be reached
              where: 127.0.0.1:5056
              why:   the connection was refused
              do:    check the address with: curl -i https://127.0.0.1:5056/v2/""");
  }

  @Test
  void aRegistryWithoutTlsIsRefusedUnlessAllowed() throws IOException {
    Path project = Projects.example("hello", "registry-plain");
    Maven maven = anonymous(project).server("127.0.0.2:5055", "duke", PASSWORD);
    assertThat(push(project, maven, "127.0.0.2:5055").fails().error())
        .isEqualTo(
            """
            KUBELESS-103 The registry for 127.0.0.2:5055/hello:1.0-SNAPSHOT uses plain HTTP
              where: 127.0.0.2:5055
              why:   without TLS, the image could be changed in transit
              do:    set -Dkubeless.registry.insecure=true if this is intended""");
    assertThat(
            maven
                .run(
                    "package",
                    "-DskipTests",
                    "kubeless:push",
                    "-Dkubeless.registry=127.0.0.2:5055",
                    "-Dkubeless.registry.insecure",
                    "-Dkubeless.image.base=linked-jre")
                .succeeds()
                .lines("image     "))
        .contains("pushed");
  }

  @Test
  void anUntrustedCertificateIsRefusedUnlessAllowed() throws Exception {
    Cluster.run(
        ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=registry -addext"
                + " subjectAltName=IP:127.0.0.2 -keyout own.key -out own.crt")
            .replaceAll("own", work.resolve("own").toString())
            .split(" "));
    Files.writeString(
        work.resolve("tls.yaml"),
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %1$s/tls}}
        http: {addr: "127.0.0.2:5058", tls: {certificate: %1$s/own.crt, key: %1$s/own.key}}
        """
            .formatted(work));
    try (Started tls = serve("tls.yaml")) {
      tls.awaitLine("listening on");
      Path project = Projects.example("hello", "registry-certificate");
      assertThat(push(project, anonymous(project), "127.0.0.2:5058").fails().error())
          .isEqualTo(
              """
              KUBELESS-103 The registry for 127.0.0.2:5058/hello:1.0-SNAPSHOT has a certificate that this machine does not trust
                where: 127.0.0.2:5058
                why:   unable to find valid certification path to requested target
                do:    set -Dkubeless.registry.insecure=true if this is intended, or add its certificate to the JDK's trust store""");
      assertThat(
              anonymous(project)
                  .run(
                      "package",
                      "-DskipTests",
                      "kubeless:push",
                      "-Dkubeless.registry=127.0.0.2:5058",
                      "-Dkubeless.registry.insecure",
                      "-Dkubeless.image.base=linked-jre")
                  .succeeds()
                  .lines("image     "))
          .contains("pushed");
    }
  }

  @Test
  void aServerThatIsNotARegistryIsReported() throws IOException {
    Path project = Projects.example("hello", "registry-none");
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 5057), 0);
    server.start();
    try {
      assertThat(push(project, anonymous(project), "127.0.0.1:5057/team").fails().error())
          .isEqualTo(
              """
              KUBELESS-102 No registry was found for 127.0.0.1:5057/team/hello:1.0-SNAPSHOT
                where: 127.0.0.1:5057
                why:   127.0.0.1:5057/v2/ responds with 404
                do:    check the address; the path of a registry follows its host""");
    } finally {
      server.stop(0);
    }
  }

  /** Returns the methods of the requests since the last call. */
  private static Set<String> requests() {
    Matcher matcher = METHOD.matcher(registry.next());
    return matcher.results().map(each -> each.group(1)).collect(Collectors.toSet());
  }

  @Test
  void aBuildThatIsPushedLaterIsTheSameAndAChangedOneIsRefused() throws IOException {
    Path project = Projects.example("hello", "registry-push");
    Maven maven = anonymous(project).server(REGISTRY, "duke", PASSWORD);
    String[] build = {
      "package",
      "-DskipTests",
      "kubeless:build",
      "-Dkubeless.registry=" + REGISTRY,
      "-Dkubeless.image.base=linked-jre"
    };
    maven.run(build).succeeds();
    push(project, maven, REGISTRY).succeeds();
    assertThat(requests()).contains("POST", "PATCH", "PUT");
    assertThat(push(project, maven, REGISTRY).succeeds().lines("image     "))
        .contains("nothing new pushed");
    assertThat(requests()).doesNotContain("POST", "PATCH", "PUT");

    Projects.edit(project, "src/main/java/com/acme/Hello.java", "\"hello \"", "\"bye \"");
    Projects.edit(
        project, "src/test/java/com/acme/HelloTest.java", "\"hello Duke\"", "\"bye Duke\"");
    assertThat(
            push(project, maven, REGISTRY)
                .fails()
                .error()
                .replaceAll("sha256:[0-9a-f]{64}", "sha256:…")
                .replace(project.toString(), "."))
        .isEqualTo(
            """
            KUBELESS-114 The image of hello differs from the image that was built
              where: ./target/kubeless/result.json
              why:   built sha256:…, now sha256:…; nothing was pushed
              do:    its files have changed since; run build and push in one mvn deploy""");
    assertThat(requests()).doesNotContain("POST", "PATCH", "PUT");
  }
}
