package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links and texts in the pages of the documentation. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyRelativeLinkLeadsToAPageAndItsHeading() throws IOException {
    List<Path> pages = pages();
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages) {
      String prose = CODE.matcher(Files.readString(page)).replaceAll("");
      for (MatchResult link : LINK.matcher(prose).results().toList()) {
        String target = link.group(1);
        if (!target.contains("://")) {
          links++;
          problem(page, target).ifPresent(broken::add);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(20);
  }

  @Test
  void everyPageIsFoundFromTheReadmeAndTheMenu() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String menu = Files.readString(ROOT.resolve("src/site/site.xml"));
    List<String> names;
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      names =
          docs.map(page -> String.valueOf(page.getFileName()))
              .filter(name -> name.endsWith(".md"))
              .map(name -> name.replaceFirst("\\.md$", ""))
              .toList();
    }
    assertThat(names)
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(readme).contains("(docs/" + name + ".md)"))
        .allSatisfy(name -> assertThat(menu).contains("href=\"" + name + ".html\""));
  }

  @Test
  void everyGoalAndSettingThatReplacesACommandExists() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/commands.md"));
    List<String> goals =
        Pattern.compile("kubeless:([a-z-]+)").matcher(page).results().map(m -> m.group(1)).toList();
    List<String> settings =
        Pattern.compile("-D(kubeless\\.[a-zA-Z.]+)")
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .filter(name -> !List.of("kubeless.memory", "kubeless.namespace").contains(name))
            .toList();
    assertThat(goals).hasSizeGreaterThan(20).isSubsetOf(Setting.Goals.ALL);
    assertThat(settings).hasSizeGreaterThan(5).isSubsetOf(Setting.properties());
  }

  private static Optional<String> problem(Path page, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(file)) {
      return Optional.of(ROOT.relativize(page) + ": " + target + " does not exist");
    }
    return parts.length == 1 || anchors(file).contains(parts[1])
        ? Optional.empty()
        : Optional.of(ROOT.relativize(page) + ": " + target + " has no such heading");
  }

  /** Returns the anchors that GitHub generates for the headings of a page. */
  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
