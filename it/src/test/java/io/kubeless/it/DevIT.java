package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.ReferenceType;
import com.sun.jdi.StringReference;
import com.sun.jdi.VirtualMachine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A function of {@code examples/} in a reactor with a library, in one Maven that runs {@code dev}
 * during all tests. Each request is sent right after a file was saved.
 */
class DevIT {
  private static final int PORT = 18186;
  private static final String HELLO = "hello/src/main/java/com/acme/Hello.java";
  private static final String RESOURCE = "hello/src/main/resources/word.txt";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static Path root;
  private static Started dev;
  private static String startup;

  @BeforeAll
  static void start() throws Exception {
    root = Projects.empty("dev");
    Projects.copy(Projects.ROOT.resolve("examples/hello"), "dev/hello");
    Projects.write(
        root,
        "pom.xml",
        pom("shop", "pom", "<modules><module>hello</module><module>words</module></modules>"));
    Projects.write(root, "words/pom.xml", pom("words", "jar", ""));
    word("hello");
    Projects.insertAfter(
        root,
        "hello/pom.xml",
        "<dependencies>",
        "<dependency><groupId>com.acme</groupId><artifactId>words</artifactId>"
            + "<version>1.0-SNAPSHOT</version></dependency>");
    hello("return Words.WORD + \" \" + event.text();");
    dev = Maven.in(root).start("kubeless:dev", "-Dkubeless.port=" + PORT, "-Dkubeless.debug=18193");
    dev.awaitLine("console   ");
    call();
    startup = dev.next();
  }

  @AfterAll
  static void stop() {
    dev.close();
  }

  private static String pom(String artifact, String packaging, String content) {
    return "<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId><artifactId>"
        + artifact
        + "</artifactId><version>1.0-SNAPSHOT</version><packaging>"
        + packaging
        + "</packaging><properties><maven.compiler.release>17</maven.compiler.release>"
        + "<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>"
        + content
        + "<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId>"
        + "<version>3.14.1</version></plugin><plugin><groupId>io.kubeless</groupId>"
        + "<artifactId>kubeless-maven-plugin</artifactId><version>1.0.0-SNAPSHOT</version>"
        + "</plugin></plugins></build></project>";
  }

  private static void word(String word) throws Exception {
    Projects.write(
        root,
        "words/src/main/java/com/acme/Words.java",
        "package com.acme; public final class Words { public static final String WORD = \""
            + word
            + "\"; }");
  }

  private static void hello(String body) throws Exception {
    Projects.write(
        root,
        HELLO,
        """
        package com.acme;

        import io.kubeless.function.*;
        import java.nio.file.*;

        public final class Hello implements Handler<Event, Context> {
          @Override
          public String handle(Event event, Context context) throws Exception {
            %s
          }
        }
        """
            .formatted(body));
  }

  private static HttpRequest request(int port) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/"))
        .POST(HttpRequest.BodyPublishers.ofString("Duke"))
        .build();
  }

  private static HttpResponse<String> call() throws Exception {
    return call(PORT);
  }

  private static HttpResponse<String> call(int port) throws Exception {
    return CLIENT.send(request(port), HttpResponse.BodyHandlers.ofString());
  }

  /** Returns what the console page shows. */
  private static String state() throws Exception {
    String page = dev.awaitLine("console   ").replaceFirst(".*console   ", "");
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create(page + "/api/state")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void noneOfAHundredRequestsIsAnsweredByCodeFromBeforeTheSave() throws Exception {
    for (int i = 100; i < 200; i++) {
      hello("return \"" + i + " \" + event.text();");
      assertThat(call().body()).isEqualTo(i + " Duke");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "4.0.0-rc-7"})
  void otherVersionsOfMavenCompileToo(String version) throws Exception {
    Path hello = Projects.example("hello", "dev-" + version);
    Path maven = Path.of(System.getProperty("it.distributions"), "apache-maven-" + version);
    String[] goal = {"kubeless:dev", "-Dkubeless.port=18188"};
    try (Started other = Maven.in(hello).home(maven).start(goal)) {
      other.awaitLine("running   ");
      String source = "src/main/java/com/acme/Hello.java";
      Projects.edit(hello, source, "\"hello \"", "\"salut \" + ");
      assertThat(call(18188).body()).contains(source + ":10: bad operand type");
      Projects.edit(hello, source, "\"salut \" + ", "\"salut \"");
      assertThat(call(18188).body()).isEqualTo("salut Duke");
    }
  }

  @Test
  void aRequestInFlightIsAnsweredByTheCodeThatItBeganWith() throws Exception {
    Path entered = root.resolve("entered");
    Path leave = root.resolve("leave");
    hello(
        "Files.createFile(Path.of(\"%s\")); while (!Files.exists(Path.of(\"%s\"))) { Thread.sleep(5); } return \"old\";"
            .formatted(entered, leave));
    CompletableFuture<HttpResponse<String>> old =
        CLIENT.sendAsync(request(PORT), HttpResponse.BodyHandlers.ofString());
    while (!Files.exists(entered)) {
      Thread.onSpinWait();
    }
    hello("return \"new\";");
    assertThat(call().body()).isEqualTo("new");
    hello("return \"newer\";");
    assertThat(call().body()).isEqualTo("newer");
    assertThat(old).isNotDone();
    Files.createFile(leave);
    assertThat(old.get().body()).isEqualTo("old");
  }

  @Test
  void anErrorOfTheCompilerIsTheAnswerUntilItIsCorrected() throws Exception {
    hello("return 1 + ;");
    dev.next();
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> broken = call();
      assertThat(broken.statusCode()).isEqualTo(500);
      assertThat(broken.body())
          .isEqualTo(
              """
              The project does not compile:
              hello/src/main/java/com/acme/Hello.java:9: illegal start of expression\
              """);
    }
    assertThat(state()).contains("Hello.java:9: illegal start of expression");
    assertThat(dev.next())
        .containsOnlyOnce("[ERROR] " + HELLO + ":9: illegal start of expression\n");
    String config = "hello/src/main/kubeless/function.yaml";
    String before = Files.readString(root.resolve(config));
    Projects.write(root, config, "config: {other: file}\n");
    assertThat(call().statusCode()).isEqualTo(500);
    Projects.write(root, config, before);
    hello("return \"correct\";");
    assertThat(call().body()).isEqualTo("correct");
  }

  @Test
  void aFunctionThatDoesNotStartAnswersWithTheReason() throws Exception {
    hello(
        "return \"\"; } public void onStart(Context c) { throw new IllegalStateException(\"no"
            + " db\");");
    assertThat(call().body())
        .startsWith("The function does not start:\nKUBELESS-420 The function cannot start")
        .contains("no db");
    hello("System.exit(0); return null;");
    assertThat(call().statusCode()).isEqualTo(502);
    hello("return \"again\";");
    assertThat(call().body()).isEqualTo("again");
  }

  @Test
  void aConstantOfALibraryInTheReactorIsNotStale() throws Exception {
    hello("return Words.WORD + \" \" + event.text();");
    for (String each : new String[] {"salut", "servus", "sallut"}) {
      word(each);
      assertThat(call().body()).isEqualTo(each + " Duke");
    }
    word("no\";");
    assertThat(call().body()).contains("words/src/main/java/com/acme/Words.java:1: ");
    word("hello");
    assertThat(call().body()).isEqualTo("hello Duke");
  }

  @Test
  void aNewClassIsUsedAndADeletedOneIsGone() throws Exception {
    String more = "hello/src/main/java/com/acme/More.java";
    hello(
        "try { return Class.forName(\"com.acme.More\").getField(\"TEXT\").get(null) + \"\"; }"
            + " catch (ClassNotFoundException e) { return \"none\"; }");
    assertThat(call().body()).isEqualTo("none");
    Projects.write(
        root, more, "package com.acme; public class More { public static String TEXT = \"one\"; }");
    assertThat(call().body()).isEqualTo("one");
    Projects.write(
        root,
        more,
        "package com.acme; public class More { static class Inner {}"
            + " public static String TEXT = new Inner().getClass().getSimpleName(); }");
    assertThat(call().body()).isEqualTo("Inner");
    Files.delete(root.resolve(more));
    assertThat(call().body()).isEqualTo("none");
    hello("return \"\" + new More();");
    assertThat(call().body()).contains("Hello.java:9: cannot find symbol");
  }

  @Test
  void aHandlerThatIsRenamedDeletedOrNotTheOnlyOneIsNotStale() throws Exception {
    hello("return \"before\";");
    assertThat(call().body()).isEqualTo("before");
    Path source = root.resolve(HELLO);
    Path renamed = source.resolveSibling("Greeting.java");
    String greeting = Files.readString(source).replace("class Hello", "class Greeting");
    Files.move(source, renamed);
    Files.writeString(renamed, greeting.replace("before", "renamed"));
    assertThat(call().body()).isEqualTo("renamed");
    hello("return \"second\";");
    assertThat(call().body())
        .startsWith("The function does not start:\nKUBELESS-")
        .contains("-Dkubeless.");
    Files.delete(renamed);
    assertThat(call().body()).isEqualTo("second");
    Files.delete(source);
    assertThat(call().body()).startsWith("The function does not start:\nKUBELESS-");
    hello("return \"again\";");
    assertThat(call().body()).isEqualTo("again");
  }

  @Test
  void aClassThatIsRemovedFromAFileIsGone() throws Exception {
    String body =
        "try { return Class.forName(\"com.acme.Extra\").getSimpleName(); }"
            + " catch (ClassNotFoundException e) { return \"none\"; }";
    hello(body);
    Files.writeString(root.resolve(HELLO), "class Extra {}\n", StandardOpenOption.APPEND);
    assertThat(call().body()).isEqualTo("Extra");
    hello(body);
    assertThat(call().body()).isEqualTo("none");
  }

  @Test
  void filesThatAreSavedDuringACompilationOrReplacedByAnEditorAreNotStale() throws Exception {
    Path source = root.resolve(HELLO);
    for (int round = 0; round < 3; round++) {
      hello("return \"begin\";");
      CompletableFuture<HttpResponse<String>> first =
          CLIENT.sendAsync(request(PORT), HttpResponse.BodyHandlers.ofString());
      for (int save = 0; save < 8; save++) {
        Thread.sleep(25); // about as long as a part of the compilation
        hello("return \"%s-%s\";".formatted(round, save));
      }
      assertThat(call().body()).isEqualTo(round + "-7");
      first.get();

      Path written = source.resolveSibling(".Hello.java.tmp");
      Files.writeString(written, Files.readString(source).replace("-7", "-8"));
      Files.setLastModifiedTime(written, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
      Files.move(written, source, StandardCopyOption.ATOMIC_MOVE);
      assertThat(call().body()).isEqualTo(round + "-8");
    }
  }

  @Test
  void aChangedPomIsReportedAndTheFunctionContinues() throws Exception {
    hello("return \"same\";");
    assertThat(call().body()).isEqualTo("same");
    dev.next();
    String pom = Files.readString(root.resolve("hello/pom.xml"));
    Projects.write(root, "hello/pom.xml", pom + "<!-- changed -->");
    assertThat(call().body()).isEqualTo("same");
    dev.awaitLine(
        "[WARNING] hello/pom.xml has changed. Start dev again, so that the change has an effect.");
    assertThat(dev.next()).doesNotContain("reloaded");
    Projects.write(root, "hello/pom.xml", pom);
  }

  @Test
  void aDebuggerAttachesToTheCodeThatServes() throws Exception {
    dev.awaitLine("debug     attach a debugger to localhost:18193, and again after each reload");
    for (String each : List.of("first", "second")) {
      hello("return \"%1$s\"; } static String which = \"%1$s\"; { ".formatted(each));
      assertThat(call().body()).isEqualTo(each);
      assertThat(fieldInTheDebugger()).isEqualTo(each);
    }
  }

  /** Attaches a debugger, and returns the value of a static field. */
  private static String fieldInTheDebugger() throws Exception {
    VirtualMachine machine = Debugger.attach(18193);
    try {
      ReferenceType type = machine.classesByName("com.acme.Hello").get(0);
      return ((StringReference) type.getValue(type.fieldByName("which"))).value();
    } finally {
      machine.dispose();
    }
  }

  @Test
  void aHeadHasTheLengthOfTheAnswer() throws Exception {
    hello("return \"12345\";");
    HttpRequest head =
        HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + "/"))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = CLIENT.send(head, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(5);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void withoutATerminalThereAreNoKeys() throws Exception {
    assertThat(startup).contains("console   ").doesNotContain("keys   ");
    dev.type("q\n");
    for (String each : List.of("one", "two")) {
      hello("return \"" + each + "\";");
      assertThat(call().body()).isEqualTo(each);
    }
  }

  @Test
  void resourcesConfigurationAndLocalValuesAreNotStale() throws Exception {
    hello(
        "var in = getClass().getResourceAsStream(\"/word.txt\");"
            + " return (in == null ? \"none\" : new String(in.readAllBytes()))"
            + " + context.config(\"greeting\").orElse(\"-\") + System.getenv(\"LOCAL\");");
    assertThat(call().body()).isEqualTo("none-null");
    Projects.write(root, RESOURCE, "one");
    assertThat(call().body()).isEqualTo("one-null");
    Projects.write(root, RESOURCE, "two");
    assertThat(call().body()).isEqualTo("two-null");
    Files.delete(root.resolve(RESOURCE));
    Projects.write(root, "hello/src/main/kubeless/function.yaml", "config: {greeting: hi}\n");
    assertThat(call().body()).isEqualTo("nonehinull");
    Projects.write(root, "hello/kubeless-local.yaml", "env: {LOCAL: here}\n");
    assertThat(call().body()).isEqualTo("nonehihere");
    Projects.write(root, "hello/kubeless-local.yaml", "envs: {LOCAL: here}\n");
    assertThat(call().body()).contains("kubeless-local.yaml:1:1");
    Files.delete(root.resolve("hello/kubeless-local.yaml"));
    assertThat(call().body()).isEqualTo("nonehinull");
  }
}
