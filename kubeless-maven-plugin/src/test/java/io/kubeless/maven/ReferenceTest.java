package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.config.Keys;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The reference in {@code docs/} matches the code. */
class ReferenceTest {
  private static final Path DOCS = Path.of("../docs");

  private static Map<String, Xpp3Dom> goals() throws Exception {
    String descriptor = Files.readString(Path.of("target/classes/META-INF/maven/plugin.xml"));
    Map<String, Xpp3Dom> goals = new TreeMap<>();
    for (Xpp3Dom mojo :
        Xpp3DomBuilder.build(new StringReader(descriptor)).getChild("mojos").getChildren()) {
      goals.put(mojo.getChild("goal").getValue(), mojo);
    }
    return goals;
  }

  @Test
  void theReferenceOfTheGoalsMatchesTheCode() throws Exception {
    Map<String, Xpp3Dom> goals = goals();
    StringBuilder text = new StringBuilder();
    text.append(
        "# Goals\n\nGenerated from the plugin; `mvn kubeless:help -Ddetail -Dgoal=<goal>` prints the same for one goal. Outside of a project, Maven does not know the prefix\n`kubeless`: write `mvn io.kubeless:kubeless-maven-plugin:help`, or add `<pluginGroup>io.kubeless</pluginGroup>` to settings.xml.\n\n");
    text.append(
        "`apply`, `deploy`, `diff`, `undeploy`, `history`, `rollback`, `invoke`, `doctor`, `status`, `list`, `top`, `logs`, `run`, `dev`, `config`, `install` and `uninstall` run once for all modules of a reactor; the other goals run in each module.\n\n");
    text.append("| goal | default phase | does |\n| --- | --- | --- |\n");
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
        """

        ## Settings

        Each module has its own settings: those of its `<configuration>` in `<build><plugins>`, or in `<pluginManagement>`. The first of these sources that sets a
        value wins: `-D` on the command line, the POM's `<configuration>`, its `<properties>`, the environment, the default. Goals that run once for all modules
        read the settings of each module, so modules can be deployed to different clusters. An `<execution>` overrides them for itself.

        | element | property | default | meaning | goals |
        | --- | --- | --- | --- | --- |
        """);
    for (Setting setting : Setting.values()) {
      text.append("| `")
          .append(setting.element())
          .append("` | `-D")
          .append(setting.property())
          .append("` | ")
          .append(setting.otherwise().map(value -> "`" + value + "`").orElse(""))
          .append(" | ")
          .append(setting.description())
          .append(" | ")
          .append(
              setting.goals().equals(Setting.Goals.ALL)
                  ? "all"
                  : String.join(", ", new TreeSet<>(setting.goals())))
          .append(" |\n");
    }
    text.append(
        """

        `image.jar` is `<image><jar>`. The keys of [function.yaml](function-yaml.md) are elements too, of every goal. Their properties, and those that skip a goal:

        | property | meaning |
        | --- | --- |
        | `-Dkubeless.<goal>.skip` | Skips one goal; `deploy` includes `deploy-no-fork` and `preflight`. |
        | `-Dkubeless.<key>` | Sets a key of function.yaml for every function. |
        | `-Dkubeless.functions.<function>.<key>` | Sets it for one function. |

        Any other property `-Dkubeless.…` is an error, unless a POM of the reactor declares or references it, such as `${kubeless.version}`.
        """);
    check(DOCS.resolve("goals.md"), text.toString());
  }

  @Test
  void thePluginDescriptorDeclaresForEachGoalTheSettingsThatItReadsAndNoOther() throws Exception {
    Map<String, Xpp3Dom> goals = goals();
    assertThat(goals.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Setting.Goals.ALL.stream(), Stream.of("help")).toList());
    for (String goal : Setting.Goals.ALL) {
      Set<String> expected =
          Stream.of(Setting.values())
              .filter(each -> each.goals().contains(goal) && !each.element().contains("."))
              .map(
                  each ->
                      each.element()
                          + " "
                          + each.property()
                          + " "
                          + each.otherwise().orElse("")
                          + " "
                          + each.description().replace("`", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(declared(goals.get(goal), true)).as(goal).isEqualTo(expected);
    }
  }

  @Test
  void thePluginDescriptorDeclaresTheKeysOfFunctions() throws Exception {
    Set<String> keys =
        Keys.ALL.stream()
            .map(key -> key.path().split("\\.", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    keys.add("functions");
    Map<String, Xpp3Dom> goals = goals();
    for (String goal : Setting.Goals.ALL) {
      assertThat(declared(goals.get(goal), false))
          .as(goal)
          .isEqualTo(
              Setting.Goals.FUNCTIONS.contains(goal)
                  ? keys
                  : Set.of("handler", "name", "namespace"));
    }
  }

  /**
   * Returns the parameters of a goal that have a property of this plugin, or those that have none.
   */
  private static Set<String> declared(Xpp3Dom mojo, boolean withProperty) {
    Xpp3Dom configuration = mojo.getChild("configuration");
    Set<String> declared = new TreeSet<>();
    for (Xpp3Dom parameter : mojo.getChild("parameters").getChildren()) {
      String name = parameter.getChild("name").getValue();
      Xpp3Dom injected = configuration == null ? null : configuration.getChild(name);
      String value = injected == null || injected.getValue() == null ? "" : injected.getValue();
      Matcher property = Pattern.compile("\\$\\{(kubeless\\.[\\w.]+)\\}").matcher(value);
      boolean setting = property.matches() && Setting.properties().contains(property.group(1));
      if (withProperty && setting) {
        String otherwise = injected.getAttribute("default-value");
        declared.add(
            name
                + " "
                + property.group(1)
                + " "
                + (otherwise == null ? "" : otherwise)
                + " "
                + parameter.getChild("description").getValue().replaceAll("\\s+", " "));
      } else if (!withProperty && !setting && (injected == null || property.matches())) {
        assertThat(property.matches() ? property.group(1) : "kubeless." + name)
            .isEqualTo("kubeless." + name);
        declared.add(name);
      }
    }
    return declared;
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
