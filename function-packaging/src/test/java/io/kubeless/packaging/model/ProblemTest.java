package io.kubeless.packaging.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
