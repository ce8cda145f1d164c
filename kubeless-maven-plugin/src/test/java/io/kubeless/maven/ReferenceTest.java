package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;

/** The reference in {@code docs/} says what the code says. */
class ReferenceTest {
  private static final Path DOCS = Path.of("../docs");

  @Test
  void theGoalsReferenceIsWhatThePluginDescriptorSays() throws Exception {
    String descriptor = Files.readString(Path.of("target/classes/META-INF/maven/plugin.xml"));
    Xpp3Dom plugin = Xpp3DomBuilder.build(new StringReader(descriptor));
    Map<String, Xpp3Dom> goals = new TreeMap<>();
    for (Xpp3Dom mojo : plugin.getChild("mojos").getChildren()) {
      goals.put(mojo.getChild("goal").getValue(), mojo);
    }
    Map<String, Set<String>> shared = new TreeMap<>();
    Map<String, String[]> parameters = new TreeMap<>();
    goals.forEach((goal, mojo) -> collect(goal, mojo, shared, parameters));
    StringBuilder text = new StringBuilder();
    text.append(
        "# Goals\n\nWritten from the plugin's own descriptor; `mvn kubeless:help -Ddetail` says the same.\n");
    text.append("Goals that act on a cluster take every module of the reactor and act once.\n\n");
    text.append("| goal | bound to | does |\n| --- | --- | --- |\n");
    goals.forEach(
        (goal, mojo) ->
            text.append("| `kubeless:")
                .append(goal)
                .append("` | ")
                .append(phase(mojo))
                .append(" | ")
                .append(description(mojo))
                .append(" |\n"));
    text.append(
        "\n## Parameters\n\nThe keys of [function.yaml](function-yaml.md) are elements of `<configuration>` too and are not repeated here.\n\n");
    text.append(
        "| element | property | default | meaning | goals |\n| --- | --- | --- | --- | --- |\n");
    parameters.forEach(
        (name, row) ->
            text.append("| `")
                .append(row[0])
                .append("` | `-D")
                .append(name)
                .append("` | ")
                .append(row[1])
                .append(" | ")
                .append(row[2])
                .append(" | ")
                .append(
                    shared.get(name).size() == goals.size() - 1
                        ? "all"
                        : String.join(", ", shared.get(name)))
                .append(" |\n"));
    text.append(
        """

        Read from the command line and from `<properties>` alone:

        | property | meaning |
        | --- | --- |
        | `-Dkubeless.<goal>.skip` | skips one goal |
        | `-Dkubeless.env=<name>` | chooses the overlay `src/main/kubeless/env/<name>` |
        | `-Dkubeless.image.jar=packaged` | the image takes the jar of `package`, shaded for example: `mvn package kubeless:deploy`; `<image><jar>` in the POM |
        | `-Dkubeless.<key>` | a key of function.yaml, for every function |
        | `-Dkubeless.functions.<function>.<key>` | the same for one function |
        """);
    check(DOCS.resolve("goals.md"), text.toString());
  }

  private static void collect(
      String goal, Xpp3Dom mojo, Map<String, Set<String>> shared, Map<String, String[]> rows) {
    Xpp3Dom configuration = mojo.getChild("configuration");
    for (Xpp3Dom parameter : mojo.getChild("parameters").getChildren()) {
      String name = parameter.getChild("name").getValue();
      Xpp3Dom injected = configuration == null ? null : configuration.getChild(name);
      String value = injected == null || injected.getValue() == null ? "" : injected.getValue();
      Matcher property = Pattern.compile("\\$\\{(kubeless\\.[\\w.]+)\\}").matcher(value);
      if (property.matches() && !goal.equals("help")) {
        shared.computeIfAbsent(property.group(1), key -> new TreeSet<>()).add(goal);
        String otherwise = injected.getAttribute("default-value");
        rows.put(
            property.group(1),
            new String[] {
              name, otherwise == null ? "" : "`" + otherwise + "`", description(parameter)
            });
      }
    }
  }

  private static String phase(Xpp3Dom mojo) {
    Xpp3Dom phase = mojo.getChild("phase");
    return phase == null ? "the command line" : "`" + phase.getValue() + "`";
  }

  private static String description(Xpp3Dom node) {
    Xpp3Dom text = node.getChild("description");
    return text == null || text.getValue() == null
        ? ""
        : text.getValue()
            .replaceAll("<code>|</code>", "`")
            .replaceAll("<br>.*", "")
            .replaceAll("(?s)<[^>]+>", "")
            .replaceAll("\\s+", " ")
            .strip();
  }

  private static void check(Path file, String actual) throws IOException {
    if (System.getProperty("golden.write") != null) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }

  @Test
  void theErrorsReferenceHasEveryCodeOfTheSourcesAndNoOther() throws IOException {
    Set<String> inSources = new TreeSet<>();
    StringBuilder sources = new StringBuilder();
    for (Path room :
        List.of(Path.of("src/main/java"), Path.of("../function-packaging/src/main/java"))) {
      try (Stream<Path> walk = Files.walk(room)) {
        for (Path file : walk.filter(each -> each.toString().endsWith(".java")).toList()) {
          sources.append(Files.readString(file, StandardCharsets.UTF_8));
        }
      }
    }
    Matcher code =
        Pattern.compile(
                "(?:inProject|around|problem|add|failed)\\(\\s*(?:[a-z][\\w.(\")! ]*\\? )?(\\d{3})(?: : (\\d{3}))?,|KUBELESS-(\\d{3})")
            .matcher(sources);
    while (code.find()) {
      for (int i = 1; i <= 3; i++) {
        if (code.group(i) != null) {
          inSources.add(code.group(i));
        }
      }
    }
    List<String> documented = new ArrayList<>();
    Matcher row =
        Pattern.compile("^\\| KUBELESS-(\\d{3}) \\|", Pattern.MULTILINE)
            .matcher(Files.readString(DOCS.resolve("errors.md")));
    while (row.find()) {
      documented.add(row.group(1));
    }
    assertThat(documented).isSorted().doesNotHaveDuplicates();
    assertThat(inSources).hasSizeGreaterThan(40);
    assertThat(new TreeSet<>(documented)).isEqualTo(inSources);
  }

  @Test
  void everyGoalHasAPlaceInM2esLifecycleOrIsForTheCommandLine() throws Exception {
    String mapping =
        Files.readString(Path.of("src/main/resources/META-INF/m2e/lifecycle-mapping-metadata.xml"));
    Xpp3Dom plugin =
        Xpp3DomBuilder.build(
            new StringReader(
                Files.readString(Path.of("target/classes/META-INF/maven/plugin.xml"))));
    Set<String> bound =
        Stream.of(plugin.getChild("mojos").getChildren())
            .filter(mojo -> mojo.getChild("phase") != null)
            .map(mojo -> mojo.getChild("goal").getValue())
            .filter(goal -> !goal.equals("preflight"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(bound).isNotEmpty().allMatch(goal -> mapping.contains("<goal>" + goal + "</goal>"));
  }
}
