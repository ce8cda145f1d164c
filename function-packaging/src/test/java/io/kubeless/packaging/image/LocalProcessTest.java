package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.model.Function;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
    return start(project, settings, System.out);
  }

  private LocalProcess start(ProjectFixture project, LocalSettings settings, PrintStream people)
      throws IOException {
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
        ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()),
        people);
  }

  private static LocalSettings anyPort() {
    return new LocalSettings(0, LocalSecrets.NONE, LogFormat.json(), false, OptionalInt.empty());
  }

  private static String call(LocalProcess process, String body) throws Exception {
    return call(process.port(), body);
  }

  private static String call(int port, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port))
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
  void secretsThatAreValuesAreOnlyInATemporaryDirectoryWhichEndsWithTheFunction() throws Exception {
    ProjectFixture project =
        project(
                "public final class Hello implements Handler<Event, Context> {"
                    + " public String handle(Event event, Context context) {"
                    + " return context.secret(\"db\").get(\"user\") + context.secret(\"key\").get(\"a\")"
                    + " + System.getenv(\"KUBELESS_SECRETS_DIRECTORY\"); }}")
            .file("function.yaml", "secrets: [db, key]");
    Path files = directory.resolve("secrets");
    Files.createDirectories(files.resolve("key"));
    Files.writeString(files.resolve("key/a"), "-file-");
    LocalSecrets secrets =
        new LocalSecrets(
            Optional.of(files),
            new TreeMap<>(Map.of("db", new TreeMap<>(Map.of("user", "duke-value")))));
    LocalProcess process =
        start(project, new LocalSettings(0, secrets, LogFormat.json(), false, OptionalInt.empty()));
    process.awaitReady();
    String answer = call(process, "");
    assertThat(answer).startsWith("duke-value-file-");
    Path mounted = Path.of(answer.substring("duke-value-file-".length()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mounted)))
        .isEqualTo("rwx------");
    process.stop();
    process.awaitEnd();
    assertThat(mounted).doesNotExist();
    assertThat(files.resolve("key/a")).hasContent("-file-");
    assertThat(directory.resolve("log")).content().doesNotContain("duke-value");
  }

  @Test
  void variablesOfTheShellAreNotSettingsOfTheFunction() {
    Map<String, String> environment =
        new TreeMap<>(
            Map.of(
                "KUBELESS_CONCURRENCY", "1",
                "FUNC_TIMEOUT", "1",
                "MOD_NAME", "x",
                "KUBELESS_LOG_LEVEL", "DEBUG",
                "PATH", "/bin"));
    LocalProcess.removeContract(environment);
    assertThat(environment).isEqualTo(Map.of("KUBELESS_LOG_LEVEL", "DEBUG", "PATH", "/bin"));
  }

  @Test
  void aDebuggerIsAwaitedBeforeTheFunctionStarts() throws Exception {
    LocalProcess process =
        start(
            project(ANSWERS_CONFIG),
            new LocalSettings(0, LocalSecrets.NONE, LogFormat.json(), false, OptionalInt.of(0)));
    int port = process.debugPort().orElseThrow();
    while (!Files.readString(directory.resolve("log")).contains("address: " + port)) {
      Thread.onSpinWait();
    }
    assertThat(process.isReady()).isFalse();
    try (Socket debugger = new Socket("localhost", port)) {
      debugger.getOutputStream().write("JDWP-Handshake".getBytes(StandardCharsets.US_ASCII));
      DataInputStream packets = new DataInputStream(debugger.getInputStream());
      assertThat(packets.readNBytes(14)).asString().isEqualTo("JDWP-Handshake");
      packets.readNBytes(packets.readInt() - 4); // the VM has started, and is suspended
      // VirtualMachine.Resume (command set 1, command 9)
      debugger.getOutputStream().write(new byte[] {0, 0, 0, 11, 0, 0, 0, 1, 0, 1, 9});
      process.awaitReady();
      assertThat(call(process, "a")).isEqualTo("no a");
    }
    process.stop();
    process.awaitEnd();
  }

  @Test
  void theLogIsForPeopleOrJsonAndItsLevelIsTheFunctionsOwn() throws Exception {
    ProjectFixture project =
        project(
                "public final class Hello implements Handler<Event, Context> {"
                    + " public String handle(Event event, Context context) {"
                    + " context.logger().log(System.Logger.Level.DEBUG, \"deep\"); return null; }}")
            .file("function.yaml", "env: {KUBELESS_LOG_LEVEL: DEBUG}");
    ByteArrayOutputStream people = new ByteArrayOutputStream();
    LogFormat text = LogFormat.text(Style.PLAIN, ZoneOffset.UTC);
    for (LogFormat format : List.of(LogFormat.json(), text)) {
      LocalProcess process =
          start(
              project,
              new LocalSettings(0, LocalSecrets.NONE, format, false, OptionalInt.empty()),
              new PrintStream(people, true, StandardCharsets.UTF_8));
      process.awaitReady();
      call(process, "");
      process.stop();
      process.awaitEnd();
    }
    assertThat(Files.readString(directory.resolve("log")))
        .contains("\"level\":\"DEBUG\",\"logger\":\"hello\",\"message\":\"deep\"");
    assertThat(people.toString(StandardCharsets.UTF_8))
        .containsPattern("(?m)^[\\d:.]{12} DEBUG   hello: deep$")
        .doesNotContain("{");
  }

  @Test
  void whatAFunctionLogsAfterItsEndWasRequestedIsPrinted() throws Exception {
    ProjectFixture project =
        project(
            "public final class Hello implements Handler<Event, Context> {"
                + " public String handle(Event event, Context context) { return \"\"; }"
                + " public void onStop(Context context) { try { Thread.sleep(500); }"
                + " catch (InterruptedException e) { } System.out.println(\"the last line\"); }}");
    ByteArrayOutputStream people = new ByteArrayOutputStream();
    LogFormat format = LogFormat.text(Style.PLAIN, ZoneOffset.UTC);
    LocalProcess process =
        start(
            project,
            new LocalSettings(0, LocalSecrets.NONE, format, false, OptionalInt.empty()),
            new PrintStream(people, true, StandardCharsets.UTF_8));
    process.awaitReady();
    process.stop();
    process.awaitEnd();
    assertThat(people.toString(StandardCharsets.UTF_8)).contains("the last line");
  }

  /** Starts a function in a directory, prints its port, and waits. */
  public static void main(String[] arguments) throws Exception {
    LocalProcessTest test = new LocalProcessTest();
    test.directory = Path.of(arguments[0]);
    LocalProcess process =
        test.start(
            test.project(
                "public final class Hello implements Handler<Event, Context> {"
                    + " public String handle(Event event, Context context) throws Exception {"
                    + " return \"input \" + System.in.read(); }}"),
            anyPort());
    process.awaitReady();
    System.out.println(process.port());
    Thread.sleep(TimeUnit.MINUTES.toMillis(2));
    process.stop();
  }

  @Test
  void aFunctionWithAnEmptyInputEndsWhenTheProcessThatHasStartedItIsKilled() throws Exception {
    Process starter =
        new ProcessBuilder(
                JDK.resolve("bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LocalProcessTest.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int port = Integer.parseInt(starter.inputReader().readLine());
    assertThat(call(port, "")).isEqualTo("input -1");
    List<ProcessHandle> functions = starter.descendants().toList();
    assertThat(functions).hasSize(1);
    try {
      starter.destroyForcibly().waitFor();
      functions.get(0).onExit().get(30, TimeUnit.SECONDS);
      new ServerSocket(port).close(); // it is free
    } finally {
      functions.forEach(ProcessHandle::destroyForcibly);
    }
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
                      new LocalSettings(
                          port, LocalSecrets.NONE, LogFormat.json(), false, OptionalInt.empty())))
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
              where: kubeless-local.yaml
              why:   the function mounts it, the file does not contain it, and secretsDirectory is unset
              do:    add its keys to the file: secrets: {database: {key: value}}
            KUBELESS-405 The Secret signing is missing
              where: kubeless-local.yaml
              why:   the function mounts it, the file does not contain it, and secretsDirectory is unset
              do:    add its keys to the file: secrets: {signing: {key: value}}""");
    Path secrets = directory.resolve("secrets");
    LocalSettings settings =
        new LocalSettings(
            0,
            new LocalSecrets(Optional.of(secrets), new TreeMap<>()),
            LogFormat.json(),
            false,
            OptionalInt.empty());
    assertThatThrownBy(() -> start(project, settings))
        .hasMessageStartingWith("KUBELESS-302 The directory of Secrets does not exist");
    Files.createDirectories(secrets.resolve("database"));
    assertThatThrownBy(() -> start(project, settings))
        .hasMessageStartingWith("KUBELESS-405 The Secret signing is missing")
        .hasMessageContaining("neither the file nor " + secrets + " contains it");
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
