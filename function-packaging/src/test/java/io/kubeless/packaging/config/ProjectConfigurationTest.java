package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.manifest.CronJobTrigger;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.KafkaTrigger;
import io.kubeless.packaging.manifest.NatsTrigger;
import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectConfigurationTest {
  private static final String BODY =
      " implements Handler<Event, Context> { public String handle(Event e, Context c) { return null;"
          + " } }";

  @TempDir Path directory;

  private static Mapping pom(String key, String value) {
    Origin origin = new Origin("pom.xml", 31, 0);
    return new Mapping(Map.of(key, new Scalar(value, origin)), origin);
  }

  private ProjectFixture annotated() throws IOException {
    return new ProjectFixture(directory)
        .source("Hello", "@KubelessFunction(timeout = \"1s\") public class Hello" + BODY);
  }

  @Test
  void anAnnotationDeclaresANatsTrigger() throws IOException {
    ProjectFixture project =
        new ProjectFixture(directory)
            .source(
                "Hello",
                "@NatsTrigger(subject = \"orders.>\", servers = \"nats://a\", stream = \"O\","
                    + " parallelism = 2) @NatsTrigger(subject = \"b\", mode = \"core\", queue ="
                    + " \"q\") public class Hello implements Handler<Event, Context> { public String"
                    + " handle(Event e, Context c) { return null; } }");
    assertThat(project.function().function().exposure().triggers(NatsTrigger.class))
        .extracting(
            NatsTrigger::subject,
            NatsTrigger::stream,
            NatsTrigger::queue,
            NatsTrigger::isCore,
            each -> each.events().name(),
            each -> each.events().parallelism())
        .containsExactly(
            tuple(
                "orders.>", Optional.of("O"), Optional.empty(), false, "orders", OptionalInt.of(2)),
            tuple("b", Optional.empty(), Optional.of("q"), true, "b", OptionalInt.empty()));
  }

  @Test
  void annotationsNameTheSecretsWithLoginsAndCertificates() throws IOException {
    ProjectFixture project =
        new ProjectFixture(directory)
            .source(
                "Hello",
                "@KafkaTrigger(topic = \"orders\", tls = \"broker-tls\", sasl = \"login\","
                    + " saslMechanism = \"plain\") @NatsTrigger(subject = \"a\", tls = \"true\","
                    + " credentials = \"nats-login\") public class Hello implements Handler<Event,"
                    + " Context> { public String handle(Event e, Context c) { return null; } }");
    Function function = project.function().function();
    assertThat(function.exposure().triggers(KafkaTrigger.class))
        .extracting(
            KafkaTrigger::saslSecret,
            KafkaTrigger::saslMechanism,
            each -> each.events().tls(),
            each -> each.events().tlsSecret())
        .containsExactly(
            tuple(Optional.of("login"), Optional.of("plain"), true, Optional.of("broker-tls")));
    assertThat(function.exposure().triggers(NatsTrigger.class))
        .extracting(
            NatsTrigger::credentials,
            each -> each.events().tls(),
            each -> each.events().tlsSecret())
        .containsExactly(tuple(Optional.of("nats-login"), true, Optional.empty()));
    assertThat(function.secrets()).containsExactly("broker-tls", "login", "nats-login");
  }

  @Test
  void anAnnotationDeclaresAKafkaTriggerAndSeveralOfThem() throws IOException {
    ProjectFixture project =
        new ProjectFixture(directory)
            .source(
                "Hello",
                "@KafkaTrigger(topic = \"orders\", servers = \"a:1,b:2\", order = \"key\", attempts ="
                    + " 3, backoff = \"500ms\") @KafkaTrigger(topic = \"returns\", onFailure ="
                    + " \"skip\") public class Hello implements Handler<Event, Context> { public"
                    + " String handle(Event e, Context c) { return null; } }");
    assertThat(project.function().function().exposure().triggers(KafkaTrigger.class))
        .extracting(
            KafkaTrigger::topic,
            KafkaTrigger::order,
            each -> each.events().servers(),
            each -> each.events().attempts(),
            each -> each.events().backoff(),
            each -> each.events().onFailure())
        .containsExactly(
            tuple(
                "orders",
                Optional.of("key"),
                List.of("a:1", "b:2"),
                OptionalInt.of(3),
                Optional.of(Duration.ofMillis(500)),
                Optional.empty()),
            tuple(
                "returns",
                Optional.empty(),
                List.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of("skip")));
  }

  @Test
  void everySourceWinsOverTheOnesBelowIt() throws IOException {
    assertThat(ProjectFixture.hello(directory).function().function().runtime().timeout())
        .isEqualTo(Duration.ofSeconds(180));
    ProjectFixture project = annotated();
    assertThat(seconds(project)).isEqualTo(1);
    project.pom(pom("timeout", "2s"));
    assertThat(seconds(project)).isEqualTo(2);
    project.file("function.yaml", "timeout: 3s\n");
    assertThat(seconds(project)).isEqualTo(3);
    project.file("env/staging/function.yaml", "timeout: 4s\n").overlay("staging");
    assertThat(seconds(project)).isEqualTo(4);
    project.property("kubeless.timeout", "5s");
    assertThat(seconds(project)).isEqualTo(5);
    project.property("kubeless.functions.hello.timeout", "6s");
    assertThat(seconds(project)).isEqualTo(6);
  }

  private static long seconds(ProjectFixture project) throws IOException {
    return project.function().function().runtime().timeout().toSeconds();
  }

  @Test
  void everyValueIsListedWithWhereItWasWritten() throws IOException {
    ConfiguredFunction configured =
        annotated()
            .registry("registry.acme.com/team")
            .pom(pom("cpu", "250m"))
            .file("function.yaml", "memory: 128Mi\nconfig:\n  greeting: hello\n")
            .file("env/staging/function.yaml", "config:\n  greeting: good day\n")
            .overlay("staging")
            .property("kubeless.replicas", "2")
            .property("kubeless.image.architecture", "amd64")
            .function();

    assertThat(String.join("\n", configured.lines()))
        .isEqualTo(
            """
            config.greeting: good day                              # src/main/kubeless/env/staging/function.yaml:2:13
            cpu: 250m                                              # pom.xml:31
            handler: com.acme.Hello                                # default
            image.architecture: amd64                              # -Dkubeless.image.architecture
            image.base: eclipse-temurin:25-jre                     # default
            image.name: registry.acme.com/team/hello:1.0-SNAPSHOT  # default
            memory: 128Mi                                          # src/main/kubeless/function.yaml:1:9
            name: hello                                            # default
            replicas: 2                                            # -Dkubeless.replicas
            timeout: 1s                                            # @KubelessFunction of com.acme.Hello (Hello.java)""");
  }

  @Test
  void annotationsBecomeTriggersAndALocalListReplacesThem() throws IOException {
    ProjectFixture project =
        new ProjectFixture(directory)
            .source(
                "Hello",
                "@HttpTrigger(path = \"/a\") @CronJobTrigger(schedule = \"0 3 * * *\", timeZone ="
                    + " \"Europe/Berlin\", payload = \"x\", concurrency = \"allow\","
                    + " startingDeadline = \"5m\", attempts = 1) public class Hello"
                    + BODY);
    assertThat(project.function().function().exposure().triggers())
        .containsExactly(
            new HttpTrigger(Optional.empty(), "/a", Optional.empty(), Optional.empty()),
            new CronJobTrigger(
                "0 3 * * *",
                Optional.of("Europe/Berlin"),
                Optional.of("x"),
                Optional.of("allow"),
                Optional.of(Duration.ofMinutes(5)),
                OptionalInt.of(1)));
    project.file("function.yaml", "triggers: []\n");
    assertThat(project.function().function().exposure().triggers()).isEmpty();
  }

  @Test
  void severalHandlersAreSeveralFunctionsWithSharedAndOwnConfiguration() throws IOException {
    ProjectFixture project =
        new ProjectFixture(directory)
            .source("OrderIntake", "public class OrderIntake" + BODY)
            .source(
                "HTTPProbe", "@KubelessFunction(name = \"probe\") public class HTTPProbe" + BODY)
            .file("function.yaml", "cpu: 200m\n")
            .file("order-intake/function.yaml", "memory: 512Mi\n")
            .file("order-intake/config/rules", "r")
            .property("kubeless.functions.probe.memory", "128Mi");

    List<Function> functions =
        project.functions().stream().map(ConfiguredFunction::function).toList();

    assertThat(functions).extracting(Function::name).containsExactly("probe", "order-intake");
    assertThat(functions)
        .extracting(each -> each.resources().memory())
        .containsExactly("128Mi", "512Mi");
    assertThat(functions)
        .extracting(each -> each.resources().cpu())
        .containsExactly("200m", "200m");
    assertThat(functions.get(1).runtime().config().entries()).containsKey("rules");
    assertThat(functions.get(0).runtime().config().entries()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello", "Hello.handle", "com.acme.Hello", "com.acme.Hello.handle"})
  void aHandlerIsNamedInFourWays(String name) throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .source("Other", "public class Other" + BODY)
            .file("function.yaml", "handler: " + name + "\n")
            .function()
            .function();
    assertThat(function.handler().name()).isEqualTo("com.acme.Hello");
  }

  @Test
  void filesOfConfigAreEntriesAndAnOverlaysReplaceThem() throws IOException {
    ProjectFixture project =
        ProjectFixture.hello(directory)
            .file("config/a.txt", "base")
            .file("config/b.txt", "base")
            .file("env/staging/config/b.txt", "staging")
            .overlay("staging");
    Map<String, byte[]> entries = project.function().function().runtime().config().entries();
    assertThat(entries.keySet()).containsExactly("a.txt", "b.txt");
    assertThat(new String(entries.get("b.txt"), StandardCharsets.UTF_8)).isEqualTo("staging");
  }

  @Test
  void aNewerProjectHasABaseImageOfItsJavaVersion() throws IOException {
    assertThat(ProjectFixture.hello(directory).function().function().image().base())
        .isEqualTo("eclipse-temurin:25-jre");
  }

  @Test
  void anArtifactIdIsConvertedToAValidName() throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .coordinates("com.acme", "OrderIntake.v2", "1.0+build")
            .function()
            .function();
    assertThat(function.name()).isEqualTo("order-intake-v2");
    assertThat(function.image().name()).isEqualTo("order-intake-v2:1.0-build");
  }

  @ParameterizedTest
  @CsvSource({"30, 30", "30s, 30", "2m, 120", "1h, 3600", "PT1M30S, 90"})
  void aDurationIsSecondsOrANumberWithItsUnit(String text, long seconds) throws IOException {
    assertThat(seconds(ProjectFixture.hello(directory).property("kubeless.timeout", text)))
        .isEqualTo(seconds);
  }

  private Function function(String yaml) throws IOException {
    return ProjectFixture.hello(directory).file("function.yaml", yaml).function().function();
  }

  private String payload(String yaml) throws IOException {
    Function function =
        function("triggers:\n- cronjob:\n    schedule: '@daily'\n    payload: " + yaml + "\n");
    return function.exposure().triggers(CronJobTrigger.class).get(0).payload().orElse("");
  }

  @Test
  void mergeKeysAddTheEntriesOfTheirMapsAndOwnEntriesWin() throws IOException {
    Function function =
        function(
            """
            x-limits: &limits {memory: 128Mi, cpu: 50m}
            <<: *limits
            cpu: 200m
            env: &common {LOG: info, REGION: eu}
            config:
              <<: [*common, {LOG: debug, TEAM: blue}]
              REGION: us
            """);
    assertThat(function.resources().memory() + " " + function.resources().cpu())
        .isEqualTo("128Mi 200m");
    assertThat(new Config(function.runtime().config().entries()).text())
        .isEqualTo(Map.of("LOG", "info", "REGION", "us", "TEAM", "blue"));
    assertThat(payload("{base: &b {q: 1}, item: {<<: *b, r: 2}}"))
        .isEqualTo("{\"base\":{\"q\":1},\"item\":{\"r\":2,\"q\":1}}");
    assertThat(payload("{'<<': 1}")).isEqualTo("{\"<<\":1}");
  }

  @Test
  void aMergedValuesOriginIsWhereItWasWritten() throws IOException {
    assertThat(
            ProjectFixture.hello(directory)
                .file("function.yaml", "x-a: &a\n  memory: 128Mi\n<<: *a\n")
                .function()
                .lines())
        .anyMatch(line -> line.matches("memory: 128Mi +# src/main/kubeless/function.yaml:2:11"))
        .noneMatch(line -> line.startsWith("x-"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 12345678901234567890} | {\"a\":12345678901234567890}",
        "{a: -9223372036854775809} | {\"a\":-9223372036854775809}",
        "{a: 0xFFFFFFFFFFFFFFFFFF} | {\"a\":4722366482869645213695}",
        "{a: 9223372036854775807} | {\"a\":9223372036854775807}",
        "{a: 0644, b: 0o644, c: 0x1F, d: 0b11, e: 1_000} | {\"a\":420,\"b\":420,\"c\":31,\"d\":3,\"e\":1000}",
        "{a: 1.10, b: 0.1234567890123456789} | {\"a\":1.10,\"b\":0.1234567890123456789}",
        "{a: 12:30, b: 2015-01-01, c: .inf} | {\"a\":\"12:30\",\"b\":\"2015-01-01\",\"c\":\".inf\"}",
        "{a: no, b: ~, c: !!str 1, d: '1'} | {\"a\":false,\"b\":null,\"c\":\"1\",\"d\":\"1\"}"
      })
  void aPayloadKeepsItsValuesAsJson(String yaml, String json) throws IOException {
    assertThat(payload(yaml)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024", "1team", "1e3", "0x1f", "team-a"})
  void aNamespaceMayBeginWithADigit(String namespace) throws IOException {
    assertThat(function("namespace: " + namespace + "\n").namespace()).contains(namespace);
  }

  @Test
  void recommendedLabelsAreTheUsersWhereThePluginSetsNone() throws IOException {
    String labels =
        "{app.kubernetes.io/part-of: shop, app.kubernetes.io/version: '1.0',"
            + " app.kubernetes.io/component: backend, app.kubernetes.io/instance: a}";
    assertThat(function("labels: " + labels + "\n").labels()).hasSize(4);
    assertThat(
            function("annotations: {app.kubernetes.io/part-of: shop, function: x, A.com/b: c}\n")
                .annotations())
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "/orders/, /orders",
    "orders, /orders",
    "/, /",
    "'', /",
    "/a/b/, /a/b",
    "/a%20b, /a%20b",
    "/..a/.b, /..a/.b"
  })
  void aPathIsAPrefixWithoutASlashAtItsEnd(String path, String prefix) throws IOException {
    assertThat(
            function("triggers: [{http: {path: '" + path + "'}}]\n")
                .exposure()
                .triggers(HttpTrigger.class)
                .get(0))
        .isEqualTo(new HttpTrigger(Optional.empty(), prefix, Optional.empty(), Optional.empty()));
  }

  @Test
  void threePropertiesOfTheProjectAreReplacedAndNothingElse() throws IOException {
    Function function =
        function(
            """
            labels: {app.kubernetes.io/version: "${project.version}"}
            env:
              A: ${project.groupId}:${project.artifactId}:${project.version}
              B: ${HOME} ${env.HOME} $(X) $$ ${project
            """);
    assertThat(function.labels()).containsEntry("app.kubernetes.io/version", "1.0-SNAPSHOT");
    assertThat(function.runtime().env())
        .containsEntry("A", "com.acme:hello:1.0-SNAPSHOT")
        .containsEntry("B", "${HOME} ${env.HOME} $(X) $$ ${project");
  }

  @ParameterizedTest
  @CsvSource({
    "my.func, my-func",
    "Foo_Bar, foo-bar",
    "1st-func, function-1st-func",
    "_x_, x",
    "OrderIntake.v2, order-intake-v2"
  })
  void everyArtifactIdIsConvertedToAName(String artifactId, String name) throws IOException {
    assertThat(
            ProjectFixture.hello(directory)
                .coordinates("com.acme", artifactId, "1.0")
                .function()
                .function()
                .name())
        .isEqualTo(name);
  }
}
