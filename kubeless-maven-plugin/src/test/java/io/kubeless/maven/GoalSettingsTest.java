package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.Target;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The precedence of the settings of goals, with effective models that Maven builds. */
class GoalSettingsTest {
  @TempDir Path root;

  private static String configuration(String elements) {
    return "<configuration>" + elements + "</configuration>";
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy", "undeploy", "invoke", "apply", "preflight"})
  void theContextOfEachModuleIsTheOneThatItsOwnPomPins(String goal) throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject first =
        reactor.module("first", Reactor.plugins(configuration("<context>dev</context>")));
    MavenProject second =
        reactor.module("second", Reactor.managed(configuration("<context>test</context>")));
    MavenProject third = reactor.module("third", "");

    assertThat(reactor.settings(goal, first).check().context()).contains("dev");
    assertThat(reactor.settings(goal, second).check().context()).contains("test");
    assertThat(reactor.settings(goal, third).check().context()).isEmpty();
    assertThat(reactor.settings(goal, reactor.project(0)).check().context()).isEmpty();
  }

  @Test
  void everySettingIsReadFromTheModuleThatItWasWrittenIn() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject module =
        reactor.module(
            "first",
            Reactor.plugins(
                configuration(
                    "<registry>https://registry.acme.com/team/</registry><target>kubeless</target>"
                        + "<wait>5</wait><output>out</output><sources>fn</sources><port>9000</port>"
                        + "<image><jar>packaged</jar></image><registryInsecure>true</registryInsecure>"
                        + "<secretsDirectory>secrets</secretsDirectory><overlay>blue</overlay>")));
    GoalSettings settings = reactor.settings("deploy", module).check();

    assertThat(settings.registry()).contains("registry.acme.com/team");
    assertThat(settings.target()).isEqualTo(Target.KUBELESS);
    assertThat(settings.options().patience()).hasSeconds(5);
    assertThat(settings.output()).isEqualTo(root.resolve("first/target/out"));
    assertThat(settings.sources()).isEqualTo(root.resolve("first/fn"));
    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.packagedJar()).isTrue();
    assertThat(settings.flag(Setting.INSECURE)).isTrue();
    assertThat(settings.secretsDirectory()).contains(root.resolve("first/secrets"));
    assertThat(settings.text(Setting.OVERLAY)).contains("blue");
    assertThat(settings.origin(Setting.WAIT)).hasToString("pom.xml:4");
    assertThat(reactor.settings("deploy", reactor.project(0)).check().registry()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyElementOfTheReferenceIsReadAndNoKeyOfAFunction(Setting setting) throws Exception {
    String value = setting.form().example().isEmpty() ? "x" : setting.form().example();
    String element = setting.element();
    String xml =
        element.contains(".")
            ? "<image><jar>" + value + "</jar></image>"
            : "<" + element + ">" + value + "</" + element + ">";
    Reactor reactor = new Reactor(root, Reactor.managed(configuration(xml)));
    MavenProject module = reactor.module("first", "");

    assertThat(reactor.settings("deploy", module).check().text(setting)).contains(value);
    Mapping keys = new PomConfiguration(module, "io.kubeless:kubeless-maven-plugin").keys();
    assertThat(keys.without("image").entries()).isEmpty();
  }

  @Test
  void theCommandLineWinsOverThePomThePomOverItsPropertiesAndTheseOverTheEnvironment()
      throws Exception {
    Reactor reactor =
        new Reactor(root, "<properties><kubeless.registry>p</kubeless.registry></properties>")
            .system("env.KUBELESS_REGISTRY", "e");
    MavenProject plain = reactor.module("plain", "");
    MavenProject literal =
        reactor.module("literal", Reactor.plugins(configuration("<registry>c</registry>")));
    MavenProject none = reactor.module("none", "<properties><kubeless.registry/></properties>");

    assertThat(reactor.settings("build", plain).registry()).contains("p");
    assertThat(reactor.settings("build", literal).registry()).contains("c");
    assertThat(reactor.settings("build", none).registry()).isEmpty();
    reactor.user("kubeless.registry", "d");
    assertThat(reactor.settings("build", literal).registry()).contains("d");
    assertThat(reactor.settings("build", literal).origin(Setting.REGISTRY))
        .hasToString("-Dkubeless.registry");
  }

  @Test
  void theEnvironmentNamesTheRegistryIfNothingElseDoes() throws Exception {
    Reactor reactor = new Reactor(root, "").system("env.KUBELESS_REGISTRY", "http://e:5000/");
    assertThat(reactor.settings("build", reactor.project(0)).registry()).contains("e:5000");
  }

  @Test
  void keysOfFunctionsAreReadFromPluginManagement() throws Exception {
    Reactor reactor =
        new Reactor(root, "\n\n" + Reactor.managed(configuration("<memory>128Mi</memory>")));
    MavenProject module = reactor.module("first", "");

    Mapping keys = new PomConfiguration(module, "io.kubeless:kubeless-maven-plugin").keys();
    assertThat(keys.get("memory")).map(node -> ((Scalar) node).text()).contains("128Mi");
    assertThat(keys.get("memory")).map(node -> node.origin().toString()).contains("../pom.xml:4");
  }

  @Test
  void anExecutionOverridesThePluginOnlyForItself() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject module =
        reactor.module(
            "first",
            Reactor.plugins(
                configuration("<context>dev</context><to>tar</to>")
                    + "<executions><execution><id>staging</id>"
                    + configuration("<context>staging</context><to>docker</to>")
                    + "</execution></executions>"));

    GoalSettings staging =
        GoalSettings.read(reactor.session(), Reactor.execution("deploy-no-fork", "staging"), module)
            .check();
    assertThat(staging.context()).contains("staging");
    assertThat(staging.text(Setting.BUILD_TO)).contains("docker");
    assertThat(reactor.settings("deploy", module).check().context()).contains("dev");
  }

  @Test
  void aContextOfOneExecutionIsRefusedIfAnotherGoalWouldUseTheCurrentOne() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject module =
        reactor.module(
            "first",
            Reactor.plugins(
                "<executions><execution><id>staging</id>"
                    + configuration("<context>staging</context>")
                    + "</execution></executions>"));

    assertThatThrownBy(() -> reactor.settings("undeploy", module).check())
        .hasMessage(
            """
            KUBELESS-312 <context> is set in an <execution>
              where: pom.xml:4
              why:   kubeless:undeploy does not read the configuration of that execution
              do:    move it to the plugin's own <configuration>, or pass -Dkubeless.context=staging""");
    assertThat(reactor.settings("generate", module).check().context()).isEmpty();
    reactor.user("kubeless.context", "other");
    assertThat(reactor.settings("undeploy", module).check().context()).contains("other");
  }

  @Test
  void aKeyThatAnExecutionSetsOtherwiseThanThePluginIsRefused() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject module =
        reactor.module(
            "first",
            Reactor.plugins(
                configuration("<memory>64Mi</memory>")
                    + "<executions><execution><id>one</id>"
                    + configuration("<memory>96Mi</memory>")
                    + "</execution><execution><id>two</id></execution></executions>"));

    assertThatThrownBy(
            () -> new PomConfiguration(module, "io.kubeless:kubeless-maven-plugin").keys())
        .hasMessageStartingWith(
            "KUBELESS-312 <memory> is set in an <execution>\n  where: pom.xml:4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate", "validate", "build", "deploy", "config"})
  void anUnknownTargetIsRefusedByEveryGoal(String goal) throws Exception {
    Reactor reactor = new Reactor(root, "").user("kubeless.target", "knative");
    assertThatThrownBy(() -> reactor.settings(goal, reactor.project(0)).check())
        .hasMessage(
            """
            KUBELESS-302 kubeless.target is not valid: knative
              where: -Dkubeless.target
              why:   kubernetes or kubeless is expected
              do:    -Dkubeless.target=kubernetes""");
  }

  @Test
  void everyValueThatIsNotValidIsReportedTogether() throws Exception {
    Reactor reactor =
        new Reactor(root, "")
            .user("kubeless.port", "65536")
            .user("kubeless.adopt", "maybe")
            .user("kubeless.path", "/a b");
    assertThatThrownBy(() -> reactor.settings("invoke", reactor.project(0)).check())
        .hasMessage(
            """
            KUBELESS-302 kubeless.adopt is not valid: maybe
              where: -Dkubeless.adopt
              why:   true or false is expected
              do:    -Dkubeless.adopt=true
            KUBELESS-302 kubeless.port is not valid: 65536
              where: -Dkubeless.port
              why:   a port from 0 to 65535 is expected
              do:    -Dkubeless.port=8080
            KUBELESS-302 kubeless.path is not valid: /a b
              where: -Dkubeless.path
              why:   a path and query of a URL are expected, with other characters percent-encoded
              do:    -Dkubeless.path=/a%20b""");
    reactor
        .user("kubeless.port", "65535")
        .user("kubeless.adopt", "")
        .user("kubeless.path", "/a?b=%20");
    GoalSettings settings = reactor.settings("invoke", reactor.project(0)).check();
    assertThat(settings.port()).isEqualTo(65535);
    assertThat(settings.flag(Setting.ADOPT)).isTrue();
  }

  @Test
  void aPropertyThatIsNotSetIsReportedExceptInASwitchWhichIsOff() throws Exception {
    Reactor reactor =
        new Reactor(
            root, Reactor.plugins(configuration("<skip>${off}</skip><context>${off}</context>")));
    assertThatThrownBy(() -> reactor.settings("deploy", reactor.project(0)).check())
        .hasMessage(
            """
            KUBELESS-302 kubeless.context is not valid: ${off}
              where: pom.xml:2
              why:   a property in it is not set
              do:    set that property, or -Dkubeless.context""");
    assertThat(reactor.settings("deploy", reactor.project(0)).skipped()).isFalse();
  }

  @Test
  void everyGoalIsSkippedByItsOwnPropertyAndNoOther() throws Exception {
    for (String goal : Setting.Goals.ALL) {
      Reactor reactor = new Reactor(root, "").user(Setting.skip(goal), "true");
      assertThat(Setting.properties()).contains(Setting.skip(goal));
      List<String> skipped =
          Setting.Goals.ALL.stream()
              .filter(each -> reactor.settings(each, reactor.project(0)).skipped())
              .toList();
      assertThat(skipped)
          .containsExactlyElementsOf(
              goal.startsWith("deploy")
                  ? List.of("preflight", "deploy", "deploy-no-fork")
                  : List.of(goal));
    }
  }

  @Test
  void aModuleIsSkippedByItsOwnProperties() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject library =
        reactor.module("library", "<properties><kubeless.skip>true</kubeless.skip></properties>");
    MavenProject function = reactor.module("function", "");
    assertThat(reactor.settings("deploy", library).skipped()).isTrue();
    assertThat(reactor.settings("deploy", function).skipped()).isFalse();
  }
}
