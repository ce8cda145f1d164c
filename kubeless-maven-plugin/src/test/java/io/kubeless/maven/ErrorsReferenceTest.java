package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} is generated from {@link ErrorCode}; {@code -Dgolden.write} writes it. */
class ErrorsReferenceTest {
  private static final Path PAGE = Path.of("../docs/errors.md");
  private static final List<String> SECTIONS =
      List.of(
          "1xx: the image and its environment",
          "2xx: the handler",
          "3xx: the configuration",
          "4xx: the cluster");

  private static final String HEAD =
      """
      # Errors

      Every failure has a code that never changes its meaning, and four parts:

      ```text
      [ERROR] KUBELESS-101 No registry to push hello:1.0-SNAPSHOT to                                                 what failed
      [ERROR]   where: -Dkubeless.registry and KUBELESS_REGISTRY are unset, and so is the registry in pom.xml              where
      [ERROR]   why:   the nodes of test (https://127.0.0.1:16443) must pull the image of hello from a registry      why
      [ERROR]   do:    mvn kubeless:deploy -Dkubeless.registry=registry.acme.com/team                               what to do
      ```

      All problems of one input are reported together. The author of the *project* can correct its code, POM or configuration (`MojoFailureException`); the *environment* is
      the registry, the cluster or the machine (`MojoExecutionException`). `-e` prints the cause with its stack trace.
      """;

  private static final String PROCESS =
      """

      ## The process in the pod

      A function that cannot start exits with a code and writes one line to the termination log, which `kubectl describe pod` shows.

      | exit code | meaning |
      | --- | --- |
      | 0 | The process was asked to stop, and its calls have ended. |
      | 1 | With `run: once`: the call failed, and the Job tries again. |
      | 3 | The Java heap was full. |
      | 65 | With `run: once`: the function rejected the event, and another attempt would not help. |
      | 70 | `onStart` threw an exception; or, while events of a broker were processed, a call was still running after twice its timeout, the function threw an `Error`, or another process took the place of a Kafka member. |
      | 78 | The environment, the descriptor, the handler's class or a library on the class path is wrong, or a port is in use. |
      | any other n | The function called `System.exit(n)`. |
      | 137 | The kernel killed the process, mostly because of memory outside the heap. |
      """;

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (int section = 1; section <= SECTIONS.size(); section++) {
      page.append("\n## ").append(SECTIONS.get(section - 1));
      page.append("\n\n| code | what failed | who can correct it | what helps |\n");
      page.append("| --- | --- | --- | --- |\n");
      for (ErrorCode code : ErrorCode.values()) {
        if (code.number() / 100 == section) {
          page.append("| ")
              .append(code.text())
              .append(" | ")
              .append(code.failure())
              .append(" | ")
              .append(code.audience().name().toLowerCase(Locale.ROOT))
              .append(" | ")
              .append(code.remedy().text(MavenWording.INSTANCE))
              .append(" |\n");
        }
      }
    }
    return page.append(PROCESS).toString();
  }

  @Test
  void theErrorsReferenceListsEveryCodeWithItsMeaningAndWhatHelps() throws IOException {
    if (System.getProperty("golden.write") != null) {
      Files.writeString(PAGE, page());
    }
    assertThat(page()).isEqualTo(Files.readString(PAGE));
  }

  @Test
  void noNumberIsUsedTwiceAndTheListIsInTheirOrder() {
    assertThat(Stream.of(ErrorCode.values()).map(ErrorCode::number).toList())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void everyCodeIsReportedSomewhere() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (Path root :
        List.of(
            Path.of("src/main/java"),
            Path.of("../function-packaging/src/main/java"),
            Path.of("../function-controller/src/main/java"))) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path file : walk.filter(each -> each.toString().endsWith(".java")).toList()) {
          sources.append(Files.readString(file));
        }
      }
    }
    assertThat(Stream.of(ErrorCode.values()).map(code -> "ErrorCode." + code.name()))
        .allMatch(name -> sources.toString().matches("(?s).*" + name + "\\b.*"));
  }
}
