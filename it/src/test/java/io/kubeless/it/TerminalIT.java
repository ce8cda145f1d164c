package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The output of goals in a terminal and in a log. */
class TerminalIT {
  private static final String[] BUILD = {
    "package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre"
  };

  private static final String CTRL_C = "\u0003";

  @Test
  void progressIsOneLineThatChangesOnATerminalAndIsGoneInTheEnd() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1)");
    Path hello = Projects.example("hello", "terminal");

    String output = Maven.in(hello).terminal(BUILD).succeeds().output();

    assertThat(output).containsPattern("\rimage     \\d+ %  \r");
    assertThat(output).contains("\rimage     100 %  \r                    \r");
    assertThat(output).doesNotContain(" %\r\n");
  }

  @Test
  void theLogOfAFunctionIsForPeopleOnATerminalAndJsonInAFile() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1)");
    Path hello = Projects.example("hello", "run-terminal");
    String[] run = {"kubeless:run", "-Dkubeless.port=18183"};

    try (Started terminal = Maven.in(hello).startOnTerminal(run)) {
      assertThat(withoutColors(logOfACall(terminal)))
          .containsPattern(
              "(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO +runtime: +hello listens on port 18183")
          .containsPattern("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO +access: +POST 200")
          .doesNotContain("{\"time\":");
      terminal.endBy(CTRL_C);
    }

    try (Started piped = Maven.in(hello).start(run)) {
      assertThat(logOfACall(piped))
          .containsPattern(
              "(?m)^\\{\"time\":.*\"logger\":\"runtime\",\"message\":\"hello listens on port"
                  + " 18183\"")
          .containsPattern("(?m)^\\{\"time\":.*\"message\":\"POST 200\"")
          .doesNotContainPattern("(?m)^\\d\\d:\\d\\d");
    }
  }

  @Test
  void keysRunTheTestsReloadAndQuit() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1)");
    Path hello = Projects.example("hello", "dev-terminal");
    try (Started dev = Maven.in(hello).startOnTerminal("kubeless:dev", "-Dkubeless.port=18187")) {
      dev.awaitLine("keys      t run the tests   r reload   c open the console page   q quit");
      dev.type("r");
      dev.awaitLine("reloaded  hello   ");
      dev.type("t");
      dev.awaitLine("tests     passed");
      dev.endBy("q");
      assertThat(dev.next()).contains("Tests run: 1, Failures: 0", "BUILD SUCCESS");
    }
  }

  @Test
  void aKeyOpensTheConsolePageInTheBrowserOfTheUser() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1)");
    Path hello = Projects.example("hello", "dev-page");
    Path opened = hello.resolve("opened");
    Path programs = Files.createDirectories(hello.resolve("programs"));
    Path open = programs.resolve("xdg-open");
    Files.writeString(
        open, "#!/bin/sh\necho \"$1\" > " + opened + ".new && mv " + opened + ".new " + opened);
    open.toFile().setExecutable(true);
    String[] goal = {"kubeless:dev", "-Dkubeless.port=18194", "-Dkubeless.console=18195"};
    try (Started dev =
        Maven.in(hello)
            .environment("PATH", programs + ":" + System.getenv("PATH"))
            .startOnTerminal(goal)) {
      dev.awaitLine("keys      ");
      dev.next();
      dev.type("c");
      dev.awaitLine("console   http://127.0.0.1:18195");
      while (!Files.exists(opened)) {
        Thread.sleep(10);
      }
      assertThat(opened).hasContent("http://127.0.0.1:18195");
      dev.endBy("q");
    }
  }

  @Test
  void withoutSttyTheKeysNeedEnterAndWithoutAPageItsKeyReportsThat() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1)");
    Path hello = Projects.example("hello", "dev-stty");
    Path programs = Files.createDirectories(hello.resolve("programs"));
    try (Stream<Path> all = Files.list(Path.of("/usr/bin"))) {
      for (Path each : all.filter(one -> !one.endsWith("stty")).toList()) {
        Files.createSymbolicLink(programs.resolve(each.getFileName()), each);
      }
    }
    String[] goal = {"kubeless:dev", "-Dkubeless.port=18196", "-Dkubeless.console=false"};
    try (Started dev =
        Maven.in(hello).environment("PATH", programs.toString()).startOnTerminal(goal)) {
      dev.awaitLine("q quit   and Enter");
      dev.type("c\r");
      dev.awaitLine("console   is off: remove -Dkubeless.console=false");
      dev.type("r\r");
      dev.awaitLine("reloaded  hello   ");
      assertThat(dev.next()).doesNotContain("console   http");
      dev.endBy("q\r");
    }
  }

  private static String withoutColors(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "");
  }

  /** Calls the function that a process runs, and returns the log when it contains the call. */
  private static String logOfACall(Started run) throws Exception {
    run.awaitLine("running   ");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:18183/"))
            .POST(BodyPublishers.ofString("Duke"))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .isEqualTo("hello Duke");
    run.awaitLine("POST 200");
    return run.next();
  }

  @Test
  void aLogContainsOnlyWholeLines() throws Exception {
    Path hello = Projects.example("hello", "log");
    String output = Maven.in(hello).run(BUILD).succeeds().output();
    assertThat(output)
        .doesNotContain("\r")
        .containsPattern("(?m)^\\[INFO\\] image     \\S*hello:1.0-SNAPSHOT@sha256:");
  }
}
