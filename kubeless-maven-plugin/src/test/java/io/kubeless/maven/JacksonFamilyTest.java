package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.junit.jupiter.api.Test;

class JacksonFamilyTest {

  private static List<String> pins(String... project) {
    List<Artifact> artifacts =
        Stream.of(project)
            .map(each -> each.split(":", -1))
            .<Artifact>map(
                parts ->
                    new DefaultArtifact(
                        "com.fasterxml.jackson." + parts[0],
                        "jackson-" + parts[1],
                        parts[2],
                        "compile",
                        "jar",
                        "",
                        new DefaultArtifactHandler("jar")))
            .toList();
    return JacksonFamily.pins(artifacts).stream()
        .map(pin -> pin.getArtifact().getArtifactId() + ":" + pin.getArtifact().getVersion())
        .sorted()
        .toList();
  }

  private static ClassPathEntry entry(String coordinates, String... path) {
    return new ClassPathEntry(
        new org.eclipse.aether.artifact.DefaultArtifact("com.fasterxml.jackson." + coordinates),
        List.of(path));
  }

  @Test
  void everyPartHasTheVersionOfTheProjectsDatabind() {
    assertThat(pins("core:core:2.18.0", "core:databind:2.19.2"))
        .containsExactly(
            "jackson-annotations:2.19.2",
            "jackson-core:2.19.2",
            "jackson-databind:2.19.2",
            "jackson-datatype-jdk8:2.19.2",
            "jackson-datatype-jsr310:2.19.2");
  }

  @Test
  void aProjectWithOnlyTheCoreAlsoDeterminesTheVersion() {
    assertThat(pins("core:core:2.17.3")).contains("jackson-databind:2.17.3");
    assertThat(pins("core:annotations:2.17.3")).isEmpty();
    assertThat(pins()).isEmpty();
  }

  @Test
  void aVersionThatOnlyOnePartHasIsNotRequiredOfTheOthers() {
    assertThat(pins("core:databind:2.18.4.1"))
        .contains("jackson-datatype-jdk8:2.18.4", "jackson-annotations:2.18.4");
    assertThat(pins("core:databind:2.20.1"))
        .contains("jackson-datatype-jdk8:2.20.1", "jackson-annotations:2.20");
  }

  @Test
  void everyMinorVersionIsNamedWithItsPath() {
    assertThatThrownBy(
            () ->
                JacksonFamily.check(
                    List.of(
                        entry("core:jackson-core:2.18.4", "tools:1", "jackson-core:2.18.4"),
                        entry("core:jackson-databind:2.19.2", "jackson-databind:2.19.2"),
                        entry("core:jackson-annotations:2.19.1", "jackson-annotations:2.19.1"))))
        .hasMessage(
            """
            KUBELESS-210 Jackson of two minor versions
              where: tools:1 > jackson-core:2.18.4
                     jackson-databind:2.19.2
              why:   JSON binding needs one Jackson, 2.15 or later
              do:    import com.fasterxml.jackson:jackson-bom in <dependencyManagement>""");
    assertThatThrownBy(
            () -> JacksonFamily.check(List.of(entry("core:jackson-databind:2.9.8", "old:1"))))
        .hasMessageStartingWith("KUBELESS-210 Jackson 2.9 is too old\n  where: old:1\n");
  }
}
