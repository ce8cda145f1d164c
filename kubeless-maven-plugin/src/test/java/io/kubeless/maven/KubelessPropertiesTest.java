package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Path;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The known properties with the prefix {@code kubeless.}. */
class KubelessPropertiesTest {
  @TempDir Path root;

  @Test
  void aPropertyThatNothingReadsIsRefusedOnTheCommandLine() throws Exception {
    Reactor reactor =
        new Reactor(root, "").user("kubeless.memroy", "1Gi").user("kubeless.version", "1");
    assertThatThrownBy(() -> new KubelessProperties(reactor.session()).check())
        .extracting(e -> ((ProblemException) e).text(MavenWording.INSTANCE))
        .isEqualTo(
            """
            KUBELESS-311 Unknown property kubeless.memroy
              where: -Dkubeless.memroy
              why:   the nearest known property is kubeless.memory
              do:    write -Dkubeless.memory
            KUBELESS-311 Unknown property kubeless.version
              where: -Dkubeless.version
              why:   no known property is similar
              do:    remove it""");
  }

  @Test
  void aPropertyThatAPomDeclaresIsThatPomsBusiness() throws Exception {
    Reactor reactor =
        new Reactor(root, "<properties><kubeless.version>1.0</kubeless.version></properties>")
            .user("kubeless.version", "2.0");
    MavenProject module = reactor.module("first", "");
    KubelessProperties properties = new KubelessProperties(reactor.session());

    assertThatCode(properties::check).doesNotThrowAnyException();
    assertThat(properties.ofCommandLine().entries()).isEmpty();
    assertThat(properties.ofProject(module).entries()).isEmpty();
    assertThat(properties.misspelt(module)).isEmpty();
  }

  @Test
  void aPropertyThatAPomReferencesIsThatPomsBusiness() throws Exception {
    Reactor reactor = new Reactor(root, "").user("kubeless.version", "2.0");
    reactor.module(
        "first",
        "<dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId>"
            + "<version>${kubeless.version}</version></dependency></dependencies>");
    assertThatCode(() -> new KubelessProperties(reactor.session()).check())
        .doesNotThrowAnyException();
  }

  @Test
  void aPropertyOfAProfileIsThatPomsBusiness() throws Exception {
    Reactor reactor =
        new Reactor(
                root,
                "<profiles><profile><id>p</id><properties><kubeless.team>a</kubeless.team>"
                    + "</properties></profile></profiles>")
            .user("kubeless.team", "b");
    assertThatCode(() -> new KubelessProperties(reactor.session()).check())
        .doesNotThrowAnyException();
  }

  @Test
  void aMisspeltPropertyOfAPomIsAtMostAWarningAndTheOthersAreRead() throws Exception {
    Reactor reactor =
        new Reactor(
            root,
            "<properties><kubeless.memroy>1Gi</kubeless.memroy><kubeless.cpu>1</kubeless.cpu>"
                + "<kubeless.build.number>7</kubeless.build.number></properties>");
    KubelessProperties properties = new KubelessProperties(reactor.session());
    assertThat(properties.misspelt(reactor.project(0))).containsOnlyKeys("kubeless.memroy");
    assertThat(properties.ofProject(reactor.project(0)).entries()).containsOnlyKeys("cpu");
  }
}
