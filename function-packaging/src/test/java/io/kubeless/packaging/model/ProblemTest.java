package io.kubeless.packaging.model;

import static io.kubeless.packaging.model.Argument.buildFile;
import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.goalsOfPackaged;
import static io.kubeless.packaging.model.Argument.login;
import static io.kubeless.packaging.model.Argument.owner;
import static io.kubeless.packaging.model.Argument.setting;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static final Problem PROJECT = Problem.of(ErrorCode.UNKNOWN_KEY, "a");
  private static final Problem ENVIRONMENT = Problem.of(ErrorCode.NO_REGISTRY, "b");

  @Test
  void aProblemHasFourPartsAndOmitsThoseThatAreEmpty() {
    assertThat(
            Problem.of(ErrorCode.UNKNOWN_KEY, "Unknown key %s", "a")
                .at(new Origin("f", 1, 2))
                .because("%s is near", "b")
                .remedy("write %s", "b"))
        .hasToString(
            "KUBELESS-301 Unknown key a\n  where: f:1:2\n  why:   b is near\n  do:    write b");
    assertThat(PROJECT).hasToString("KUBELESS-301 a");
  }

  @Test
  void linesOfOnePartAreIndentedBelowEachOther() {
    assertThat(PROJECT.because("b\nc").remedy("d"))
        .hasToString("KUBELESS-301 a\n  why:   b\n         c\n  do:    d");
  }

  @Test
  void valuesAreWrittenAsTheyAre() {
    assertThat(Message.of("%s of %s", "100 % {} %s", 1_000_000))
        .hasToString("100 % {} %s of 1000000");
  }

  @Test
  void everyArgumentIsWrittenInTheWordsOfTheFrontEnd() {
    Message message =
        Message.of(
            "%s; %s; %s; %s; %s; another %s; %s",
            setting("name"),
            setting("wait", 600),
            goals("push", "apply"),
            goalsOfPackaged("deploy"),
            login("registry.acme.com"),
            owner(),
            Message.of("in %s", buildFile()));
    assertThat(message)
        .hasToString(
            "name; wait=600; goals push, apply; goals package, deploy; configure a login for registry.acme.com;"
                + " another owner; in the build file");
    Wording dashes =
        new Wording() {
          @Override
          public String setting(Argument.Setting setting) {
            return "--" + setting.name() + setting.value().map(value -> " " + value).orElse("");
          }

          @Override
          public String goals(Argument.Goals goals) {
            return "kubeless " + String.join(" ", goals.names());
          }

          @Override
          public String buildFile() {
            return "build.gradle";
          }

          @Override
          public String owner() {
            return "project";
          }

          @Override
          public String login(Argument.RegistryLogin login) {
            return "kubeless login " + login.registry();
          }
        };
    assertThat(message.text(dashes))
        .isEqualTo(
            "--name; --wait 600; kubeless push apply; kubeless deploy; kubeless login"
                + " registry.acme.com; another project; in build.gradle");
    Problem problem = PROJECT.remedy(message);
    assertThat(new ProblemException(List.of(problem, problem)).text(dashes))
        .isEqualTo(problem.text(dashes) + "\n" + problem.text(dashes))
        .contains("  do:    --name; ");
  }

  @Test
  void problemsBelongToTheProjectOnlyWhenAllOfThemDo() {
    assertThat(new ProblemException(List.of(PROJECT, PROJECT)).inProject()).isTrue();
    assertThat(new ProblemException(List.of(PROJECT, ENVIRONMENT)).inProject()).isFalse();
    assertThat(new ProblemException(List.of(PROJECT, ENVIRONMENT)))
        .hasMessage("KUBELESS-301 a\nKUBELESS-101 b");
  }
}
