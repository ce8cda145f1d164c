package io.kubeless.packaging.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {

  @Test
  void aProblemHasFourPartsAndLeavesOutWhatIsEmpty() {
    assertThat(Problem.inProject(301, "Unknown key a", "f:1:2", "b is near", "write b").text())
        .isEqualTo(
            "KUBELESS-301 Unknown key a\n  where: f:1:2\n  why:   b is near\n  do:    write b");
    assertThat(Problem.around(419, "It answered 400", "", "", "").text())
        .isEqualTo("KUBELESS-419 It answered 400");
  }

  @Test
  void linesOfOnePartStayBelowEachOther() {
    assertThat(Problem.around(412, "a", "", "b\nc", "d").text())
        .isEqualTo("KUBELESS-412 a\n  why:   b\n         c\n  do:    d");
  }

  @Test
  void problemsBelongToTheProjectOnlyWhenAllOfThemDo() {
    Problem project = Problem.inProject(301, "a", "", "", "");
    Problem around = Problem.around(101, "b", "", "", "");
    assertThat(new ProblemException(List.of(project, project)).inProject()).isTrue();
    assertThat(new ProblemException(List.of(project, around)).inProject()).isFalse();
    assertThat(new ProblemException(List.of(project, around)))
        .hasMessage("KUBELESS-301 a\nKUBELESS-101 b");
  }

  @ParameterizedTest
  @CsvSource({
    "registry.acme.com/team/hello:1.0, registry.acme.com, registry.acme.com/team/hello",
    "localhost/hello:1, localhost, localhost/hello",
    "localhost:5000/hello, localhost:5000, localhost:5000/hello",
    "[::1]:5000/hello:1, [::1]:5000, [::1]:5000/hello"
  })
  void anImagesNameBeginsWithItsRegistry(String name, String registry, String repository) {
    Image image = new Image(name, Optional.empty(), "linked-jre", "amd64");
    assertThat(image.registry()).contains(registry);
    assertThat(image.repository()).isEqualTo(repository);
    assertThat(image.reference()).isEqualTo(name);
    assertThat(image.withDigest("sha256:1").reference()).isEqualTo(repository + "@sha256:1");
  }

  @Test
  void aNameWithoutADotOrAColonInItsFirstPartHasNoRegistry() {
    assertThat(new Image("team/hello:1", Optional.empty(), "", "").registry()).isEmpty();
    assertThat(new Image("hello:1", Optional.empty(), "", "").registry()).isEmpty();
  }
}
