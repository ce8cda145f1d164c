package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {
  @TempDir Path directory;

  @Test
  void commentsAndEmptyLinesAreRemovedButNotTheLinesOfAContinuedValue() {
    assertThat(
            Jdk.withoutComments(
                List.of(
                    "# a comment",
                    "  ! another one",
                    "",
                    "a=1 # no comment",
                    "b=2, \\",
                    "#3, \\",
                    "",
                    "c=a backslash: \\\\",
                    "# a comment",
                    "d=\\")))
        .containsExactly(
            "a=1 # no comment", "b=2, \\", "#3, \\", "", "c=a backslash: \\\\", "d=\\");
  }

  @Test
  void theSecurityPropertiesOfALinkedJreAreThoseOfItsJdk() throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    Path jre = directory.resolve("jre");

    new Jdk(home).link(new TreeSet<>(List.of("java.base")), jre);

    Path linked = jre.resolve("conf/security/java.security");
    Properties expected = properties(home.resolve("conf/security/java.security"));
    // jlink registers the providers of the modules that it links.
    expected.keySet().removeIf(name -> name.toString().startsWith("security.provider."));
    Properties actual = properties(linked);
    actual.keySet().removeIf(name -> name.toString().startsWith("security.provider."));
    assertThat(actual).isEqualTo(expected).isNotEmpty();
    assertThat(Files.readString(linked)).doesNotContain("\n#").hasSizeLessThan(12_000);
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      properties.load(reader);
    }
    return properties;
  }
}
