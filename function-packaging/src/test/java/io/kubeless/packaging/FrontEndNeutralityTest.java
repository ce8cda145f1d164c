package io.kubeless.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrontEndNeutralityTest {
  private static final Path SOURCES = Path.of("src/main/java");

  /** Finds commands, properties, files and elements of Maven in code and in Javadoc. */
  private static final Pattern MAVEN =
      Pattern.compile(
          "\\bmvn\\b|-Dkubeless|pom\\.xml|settings\\.xml|kubeless:[a-z]+"
              + "|\\bPOM\\b|<(configuration|execution|server|plugin)>");

  // Kubeless calls the dependencies of Java functions so.
  private static final String DEPENDENCIES = "\"depName\", \"pom.xml\"";

  @Test
  void theLibraryNamesNoCommandPropertyFileOrElementOfMaven() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(SOURCES)) {
      for (Path file : walk.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher matcher = MAVEN.matcher(Files.readString(file).replace(DEPENDENCIES, ""));
        while (matcher.find()) {
          found.add(SOURCES.relativize(file) + ": " + matcher.group());
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(MAVEN.matcher("mvn kubeless:push").find()).isTrue();
  }
}
