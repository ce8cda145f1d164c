package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.QueueTrigger;
import io.kubeless.packaging.manifest.TargetLimits;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another type of trigger requires a class, a record with its renderer, and an entry in a list. */
class TriggerTypeTest {
  private static final TriggerTypes TYPES =
      new TriggerTypes(
          List.of(new HttpTriggerType(), new CronJobTriggerType(), new QueueTriggerType()));
  private static final String ALL =
      """
      replicas: 2
      secrets: [database]
      triggers:
      - type: queue
        metadata: {queue: orders, workers: 4, auth: queue-login}
      - http: {path: /orders}
      """;

  @TempDir Path directory;

  private static ConfiguredFunction read(ProjectFixture project) throws IOException {
    return ProjectConfiguration.read(project.project(), project.handlers(), TYPES).get(0);
  }

  private static Object trigger(ProjectFixture project) throws IOException {
    return read(project).function().exposure().triggers().get(0);
  }

  private static QueueTrigger queue(String name, OptionalInt workers) {
    return new QueueTrigger(name, workers, Optional.empty());
  }

  private static Mapping pom() {
    Origin origin = new Origin("pom.xml", 31, 0);
    Mapping settings = new Mapping(Map.of("queue", new Scalar("of-the-pom", origin)), origin);
    Mapping trigger = new Mapping(Map.of("queue", settings), origin);
    return new Mapping(Map.of("triggers", new Sequence(List.of(trigger), origin)), origin);
  }

  private ProjectFixture hello(String yaml) throws IOException {
    return ProjectFixture.hello(directory)
        .property("kubeless.image.architecture", "amd64")
        .file("function.yaml", yaml);
  }

  @Test
  void everySourceCanDeclareTriggersOfTheType() throws IOException {
    ProjectFixture project =
        new ProjectFixture(directory)
            .source(
                "Hello",
                "@io.kubeless.packaging.config.QueueTriggerType.Queue(queue = \"of-the-class\","
                    + " workers = 3) public class Hello implements Handler<Event, Context> { public"
                    + " String handle(Event e, Context c) { return null; } }");
    assertThat(trigger(project)).isEqualTo(queue("of-the-class", OptionalInt.of(3)));
    project.pom(pom());
    assertThat(trigger(project)).isEqualTo(queue("of-the-pom", OptionalInt.empty()));
    project.file("function.yaml", "triggers: [{queue: {queue: of-the-file}}]\n");
    assertThat(trigger(project)).isEqualTo(queue("of-the-file", OptionalInt.empty()));
    project
        .file("env/staging/function.yaml", "triggers: [{Queue: {queue: staged, workers: 2}}]\n")
        .overlay("staging");
    assertThat(trigger(project)).isEqualTo(queue("staged", OptionalInt.of(2)));
    assertThat(read(project).lines())
        .anyMatch(
            line ->
                line.matches(
                    "triggers: .*staged.*# src/main/kubeless/env/staging/function.yaml:1:11"));
  }

  @Test
  void itsObjectsVariablesSecretsAndAutoscalerAreRenderedForBothTargets() throws IOException {
    ConfiguredFunction configured = read(hello(ALL));
    for (Target target : Target.values()) {
      GoldenFiles.check(
          "../trigger-type/" + target.text(),
          Manifests.of(configured.function(), target, configured.fragments()).toYaml());
    }
    assertThat(configured.function().parts()).containsExactly(RuntimePart.SERVER, RuntimePart.JSON);
    assertThat(configured.function().secrets()).containsExactly("database", "queue-login");
    assertThat(TargetLimits.of(configured.function(), Target.KUBELESS))
        .map(Object::toString)
        .singleElement()
        .asString()
        .startsWith("KUBELESS-313 Target kubeless does not support workers of a queue\n")
        .contains("a CronJobTrigger starts one process");
  }

  @Test
  void theAutoscalersOfATriggerAndOfTheFunctionExcludeEachOther() throws IOException {
    assertThatThrownBy(() -> read(hello("autoscaling: {max: 5}\n" + ALL)))
        .hasMessage(
            """
            KUBELESS-302 autoscaling is set, and a trigger of type queue has an autoscaler
              where: src/main/kubeless/function.yaml:1:14
              why:   two autoscalers would change the number of pods in turn
              do:    remove one of the two""");
  }

  @Test
  void itsKeysAreInTheSchemaAndInTheTable() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(FunctionSchema.of(TYPES));
    ObjectMapper json = new ObjectMapper();
    assertThat(schema.validate(json.readTree("{\"triggers\":[{\"queue\":{\"queue\":\"a\"}}]}")))
        .isEmpty();
    for (String wrong :
        List.of("{}", "{\"queue\":\"a\",\"workers\":17}", "{\"queue\":\"a\",\"que\":1}")) {
      assertThat(schema.validate(json.readTree("{\"triggers\":[{\"queue\":" + wrong + "}]}")))
          .as(wrong)
          .isNotEmpty();
    }
    assertThat(FunctionYamlReferenceTest.triggerTable(TYPES))
        .endsWith(
            """
            | `queue` | `queue` | required | Name of the queue. | `orders` |
            | `queue` | `workers` | 1 | Messages at the same time. | `4` |
            | `queue` | `auth` | no login | Name of the Secret with the login. | `queue-login` |
            """);
  }

  @Test
  void whatIsWrongWithItIsReportedWithTheNearestName() throws IOException {
    ProjectFixture project =
        hello(
            """
            triggers:
            - quoue: {}
            - queue: {queue: a, worker: 2}
            - queue: {queue: a, workers: 17}
            - queue: {queue: b}
            - queue: {queue: b}
            """);
    assertThatThrownBy(() -> read(project))
        .hasMessage(
            """
            KUBELESS-307 Unknown trigger type quoue
              where: src/main/kubeless/function.yaml:2:3
              why:   this version supports http, cronjob and queue
              do:    write queue
            KUBELESS-301 Unknown key worker of a trigger
              where: src/main/kubeless/function.yaml:3:21
              why:   the nearest known key is workers
              do:    write workers
            KUBELESS-302 triggers.queue.workers is not valid: 17
              where: src/main/kubeless/function.yaml:4:30
              why:   a whole number from 1 to 16 is expected
              do:    write for example workers: 1
            KUBELESS-302 A trigger occurs twice
              where: src/main/kubeless/function.yaml:6:3
              why:   each of the two would call the function
              do:    remove one of the two""");
  }
}
