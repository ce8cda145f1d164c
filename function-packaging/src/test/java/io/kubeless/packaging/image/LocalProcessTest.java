package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.Function;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that run in a JVM of their own. */
class LocalProcessTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String ANSWERS_CONFIG =
      "public final class Hello implements Handler<Event, Context> {"
          + " public String handle(Event event, Context context) {"
          + " return \"\" + context.config(event.text()).orElse(\"no \" + event.text()); }}";

  @TempDir Path directory;

  private ProjectFixture project(String source) throws IOException {
    return new ProjectFixture(directory).source("Hello", source);
  }

  private LocalProcess start(ProjectFixture project, LocalSettings settings) throws IOException {
    Function function = project.function().function();
    List<Library> libraries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.matches(".*(function-api|function-runtime).*")) {
        String name = entry.replaceAll(".*(function-(api|runtime)).*", "$1") + ".jar";
        libraries.add(new Library(name, Path.of(entry), Library.Kind.RUNTIME));
      }
    }
    FunctionFiles files =
        FunctionFiles.prepare(
            new ImageRequest(
                function,
                project.classes(),
                libraries,
                Instant.EPOCH,
                directory.resolve("work"),
                JDK));
    return LocalProcess.start(
        function,
        files,
        JDK,
        settings,
        ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
  }

  private static LocalSettings anyPort() {
    return new LocalSettings(0, Optional.empty(), false, false);
  }

  private static String call(LocalProcess process, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + process.port()))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aFunctionAnswersOnceItIsReadyAndDeletedConfigurationIsGone() throws Exception {
    ProjectFixture project = project(ANSWERS_CONFIG).file("function.yaml", "config: {a: x, b: y}");
    LocalProcess first = start(project, anyPort());
    first.awaitReady();
    assertThat(call(first, "a")).isEqualTo("x");
    assertThat(call(first, "b")).isEqualTo("y");
    first.stop();
    first.awaitEnd();
    project.file("function.yaml", "config: {b: z}");
    LocalProcess second = start(project, anyPort());
    second.awaitReady();
    assertThat(call(second, "a")).isEqualTo("no a");
    assertThat(call(second, "b")).isEqualTo("z");
    second.stop();
    second.awaitEnd();
  }

  @Test
  void theLogIsForPeopleOrJsonAndItsLevelIsTheFunctionsOwn() throws Exception {
    ProjectFixture project =
        project(
                "public final class Hello implements Handler<Event, Context> {"
                    + " public String handle(Event event, Context context) {"
                    + " context.logger().log(System.Logger.Level.DEBUG, \"deep\"); return null; }}")
            .file("function.yaml", "env: {KUBELESS_LOG_LEVEL: DEBUG}");
    for (boolean readable : List.of(false, true)) {
      LocalProcess process =
          start(project, new LocalSettings(0, Optional.empty(), readable, false));
      process.awaitReady();
      call(process, "");
      process.stop();
      process.awaitEnd();
    }
    assertThat(Files.readString(directory.resolve("log")))
        .contains("\"level\":\"DEBUG\",\"logger\":\"hello\",\"message\":\"deep\"")
        .containsPattern("(?m)^[\\d:.]{12} DEBUG   hello: deep$");
  }

  @Test
  void aFunctionThatCannotStartIsReportedWithItsReason() throws Exception {
    ProjectFixture project =
        project(
            "public final class Hello implements Handler<Event, Context> {"
                + " public void onStart(Context context) {"
                + " throw new IllegalStateException(\"no database\"); }"
                + " public String handle(Event event, Context context) { return null; }}");
    LocalProcess process = start(project, anyPort());
    assertThatThrownBy(process::awaitReady)
        .hasMessage(
            """
            KUBELESS-420 The function cannot start (exit code 70)
              where: com.acme.Hello
              why:   onStart of com.acme.Hello threw java.lang.IllegalStateException: no database
              do:    correct it and run again""");
  }

  @Test
  void aPortInUseIsReportedBeforeAnythingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () ->
                  start(
                      project(ANSWERS_CONFIG),
                      new LocalSettings(port, Optional.empty(), false, false)))
          .hasMessageStartingWith("KUBELESS-420 The function cannot listen on port " + port);
    }
  }

  @Test
  void aSecretThatIsMissingIsReportedBeforeAnythingStarts() throws Exception {
    ProjectFixture project =
        project(ANSWERS_CONFIG).file("function.yaml", "secrets: [database, signing]");
    assertThatThrownBy(() -> start(project, anyPort()))
        .hasMessage(
            """
            KUBELESS-405 The Secret database is missing
              where: secretsDirectory
              why:   it is unset, and the function mounts the Secret
              do:    mkdir -p secrets/database, write a file for each key into it, and run with secretsDirectory=secrets
            KUBELESS-405 The Secret signing is missing
              where: secretsDirectory
              why:   it is unset, and the function mounts the Secret
              do:    mkdir -p secrets/signing, write a file for each key into it, and run with secretsDirectory=secrets""");
    Path secrets = directory.resolve("secrets");
    LocalSettings settings = new LocalSettings(0, Optional.of(secrets), false, false);
    assertThatThrownBy(() -> start(project, settings))
        .hasMessageStartingWith("KUBELESS-302 The directory of Secrets does not exist");
    Files.createDirectories(secrets.resolve("database"));
    assertThatThrownBy(() -> start(project, settings))
        .hasMessageStartingWith("KUBELESS-405 The Secret signing is missing")
        .hasMessageContaining("it has no directory signing");
  }

  @Test
  void aLocaleWithoutUtf8IsReplacedWithThatOfTheImage() {
    assertThat(locale(Map.of())).isEqualTo(Map.of("LANG", "C.UTF-8"));
    assertThat(locale(Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8", "A", "b")))
        .isEqualTo(Map.of("LANG", "C.UTF-8", "A", "b"));
    assertThat(locale(Map.of("LC_CTYPE", "POSIX"))).isEqualTo(Map.of("LANG", "C.UTF-8"));
    assertThat(locale(Map.of("LANG", "de_DE"))).isEqualTo(Map.of("LANG", "C.UTF-8"));
    for (Map<String, String> kept :
        List.of(
            Map.of("LC_ALL", "de_DE.UTF-8", "LANG", "C"),
            Map.of("LC_ALL", "", "LC_CTYPE", "C.utf8"),
            Map.of("LANG", "en_US.UTF-8"))) {
      assertThat(locale(kept)).isEqualTo(kept);
    }
  }

  private static Map<String, String> locale(Map<String, String> environment) {
    Map<String, String> changed = new TreeMap<>(environment);
    LocalProcess.useLocaleOfImage(changed);
    return changed;
  }
}
