package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the commands in the documentation with those that tests execute. */
class DocumentedCommandsTest {
  private static final List<String> LANGUAGES =
      List.of("", "sh", "console", "text", "yaml", "json", "xml", "java", "groovy", Page.SENTENCE);

  /** A page, or a part of one, whose commands a test executes. */
  private record Claim(String test, Executes of) {
    List<String> commands(boolean sentences) throws IOException {
      return Page.of(of.value(), of.sections()).commands(sentences).stream()
          .filter(command -> !NotTyped.REASONS.containsKey(key(of.value(), command)))
          .toList();
    }
  }

  /** Returns the tests that execute each command in a block of code. */
  private static Map<String, Set<String>> executions() throws Exception {
    Map<String, Set<String>> tests = new TreeMap<>();
    for (Page page : Page.all()) {
      page.commands(false)
          .forEach(command -> tests.put(key(page.name(), command), new TreeSet<>()));
    }
    for (Claim claim : claims()) {
      for (String command : claim.commands(false)) {
        tests.get(key(claim.of().value(), command)).add(claim.test());
      }
    }
    return tests;
  }

  private static String key(String page, String command) {
    return page + ": " + command;
  }

  private static List<Claim> claims() throws Exception {
    List<Claim> claims = new ArrayList<>();
    String directory = DocumentedCommandsTest.class.getPackageName().replace('.', '/');
    Path classes = Path.of(DocumentedCommandsTest.class.getResource("/" + directory).toURI());
    try (Stream<Path> list = Files.list(classes)) {
      for (Path file : list.filter(each -> each.toString().endsWith("IT.class")).toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type =
            Class.forName(
                DocumentedCommandsTest.class.getPackageName() + "." + name,
                false,
                DocumentedCommandsTest.class.getClassLoader());
        for (Method method : type.getDeclaredMethods()) {
          for (Executes each : method.getAnnotationsByType(Executes.class)) {
            claims.add(new Claim(name + "." + method.getName(), each));
          }
        }
      }
    }
    return claims;
  }

  @Test
  void everyCommandInABlockIsExecutedByOneTest() throws Exception {
    Set<String> none = new TreeSet<>();
    Map<String, Set<String>> several = new TreeMap<>();
    executions()
        .forEach(
            (command, tests) -> {
              if (tests.isEmpty()) {
                none.add(command);
              } else if (tests.size() > 1) {
                several.put(command, tests);
              }
            });
    assertThat(several).as("commands that several tests execute").isEmpty();
    assertThat(none)
        .as("commands that no test executes: see CONTRIBUTING.md")
        .isEqualTo(new TreeSet<>(NotTyped.REASONS.keySet()));
  }

  /** A sentence often repeats a command, and then its execution elsewhere is sufficient. */
  @Test
  void everyCommandInASentenceIsExecutedSomewhere() throws Exception {
    Set<String> executed = new TreeSet<>();
    for (Page page : Page.all()) {
      page.commands(false).forEach(command -> executed.add(words(command)));
    }
    for (Claim claim : claims()) {
      claim.commands(claim.of().sentences()).forEach(command -> executed.add(words(command)));
    }
    Set<String> none = new TreeSet<>();
    for (Page page : Page.all()) {
      for (String command : page.commands(true)) {
        if (!executed.contains(words(command))) {
          none.add(key(page.name(), command));
        }
      }
    }
    assertThat(none)
        .as("commands in sentences that no test executes")
        .isEqualTo(new TreeSet<>(NotTyped.IN_SENTENCES.keySet()));
  }

  private static String words(String command) {
    return command.replaceFirst("^\\./mvnw ", "mvn ").replaceAll("(?<=\\s)\\s+", "");
  }

  /** The reasons in {@link NotTyped} that name a script of CI. */
  @Test
  void theScriptsOfCiRunTheCommandsThatNoTestTypes() throws IOException {
    assertThat(Files.readString(Projects.ROOT.resolve(".ci/run")))
        .contains(
            ".ci/check-try\n",
            ".ci/check-release\n",
            "it/cluster/install\n",
            "$(it/cluster/up)",
            "it/cluster/down",
            "go test -trimpath ./schedules")
        .containsPattern("apt-get install .* chromium ")
        .containsPattern("\\./mvnw [^\n]*verify\n");
    assertThat(Files.readString(Projects.ROOT.resolve(".github/workflows/ci.yml")))
        .contains(" bash .ci/run\n");
    assertThat(Files.readString(Projects.ROOT.resolve(".ci/check-try"))).contains("./try");
    assertThat(Files.readString(Projects.ROOT.resolve("try")))
        .contains("./mvnw -B -ntp install -DskipTests -DskipITs");
    assertThat(Files.readString(Projects.ROOT.resolve(".ci/check-release")))
        .contains("/^## A trial without Maven Central/", "./mvnw -B -N -Psite site");
  }

  /** Blocks that are indented, and those without a language, are output that no test compares. */
  @Test
  void everyBlockOfCommandsHasALanguage() throws IOException {
    for (Page page : Page.all()) {
      assertThat(Files.readString(Projects.ROOT.resolve(page.name())).lines())
          .as(page.name())
          .noneMatch(line -> line.matches(" {4,}.*") && Page.isCommand(line.strip()));
      for (Page.Code code : page.code()) {
        assertThat(code.language()).as(page.name()).isIn(LANGUAGES);
        if (code.language().isEmpty()) {
          assertThat(code.text().lines())
              .as(page.name())
              .noneMatch(line -> Page.isCommand(line.strip().replaceFirst("^\\$ ", "")));
        }
      }
    }
  }
}
