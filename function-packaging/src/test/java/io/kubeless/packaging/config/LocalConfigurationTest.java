package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class LocalConfigurationTest {
  private static final String SECRET = "hunter2";
  private static final String SCHEMA = "kubeless-local.schema.json";

  @TempDir Path directory;

  private LocalConfiguration read(String text) throws IOException {
    Files.writeString(directory.resolve(LocalConfiguration.FILE), text);
    ProjectFixture fixture =
        ProjectFixture.hello(directory)
            .file(
                "function.yaml",
                "env: {A: a, B: b}\nconfig: {x: 1, y: 2}\nsecrets: [database, signing]\n");
    return LocalConfiguration.read(fixture.project(), fixture.function().function());
  }

  private String problems(String text) {
    ProblemException e = catchThrowableOfType(ProblemException.class, () -> read(text));
    return e == null ? "" : String.valueOf(e.getMessage());
  }

  @Test
  void itsValuesAreAboveThoseOfTheFunction() throws IOException {
    LocalConfiguration local =
        read(
            "env: {B: local}\nconfig: {y: local, z: 3}\n"
                + "secrets:\n  database: {user: duke, port: 5432}\n  other: {a: b}\n");
    assertThat(local.function().runtime().env()).isEqualTo(Map.of("A", "a", "B", "local"));
    assertThat(local.function().runtime().config().text())
        .isEqualTo(Map.of("x", "1", "y", "local", "z", "3"));
    assertThat(local.secrets().get("database")).isEqualTo(Map.of("user", "duke", "port", "5432"));
    assertThat(local.toString()).isEqualTo("hello with Secrets [database, other]");
    assertThat(read("").function().runtime().env()).isEqualTo(Map.of("A", "a", "B", "b"));
  }

  @Test
  void everyMistakeIsReportedWithItsPlaceAndTheNearestName() {
    assertThat(
            problems(
                """
                envs: {A: b}
                memory: 1Gi
                env: {FUNC_TIMEOUT: 3}
                config: [a]
                secrets:
                  databse: {user: hunter2}
                  signing: {a/b: hunter2}
                """))
        .isEqualTo(
            """
            KUBELESS-301 Unknown key envs
              where: kubeless-local.yaml:1:1
              why:   the nearest known name is env
              do:    write env
            KUBELESS-301 Unknown key memory
              where: kubeless-local.yaml:2:1
              why:   the known names are env, config, secrets
              do:    remove it; function.yaml has all other keys
            KUBELESS-302 env.FUNC_TIMEOUT is reserved for the runtime
              where: kubeless-local.yaml:3:21
              why:   it is set automatically
              do:    remove it
            KUBELESS-302 config is a list
              where: kubeless-local.yaml:4:9
              why:   names and their values are expected
              do:    write for example config: {name: value}
            KUBELESS-301 Unknown Secret databse
              where: kubeless-local.yaml:6:3
              why:   the nearest known name is database
              do:    write database
            KUBELESS-302 secrets.signing.a/b is not a valid key of a Secret
              where: kubeless-local.yaml:7:18
              why:   letters, digits, dots, dashes and underscores are allowed
              do:    rename it""");
  }

  @Test
  void noProblemContainsAValue() {
    for (String text :
        List.of(
            "secrets: {database: {user: *hunter2}}",
            "secrets: {database: {user: !hunter2 x}}",
            "secrets: {database: {user: %hunter2}}",
            "secrets: {database: {user: '${project.hunter2}'}}",
            "secrets: {database: {user: [hunter2]}}",
            "secrets: {database: {user: {a: hunter2}}}",
            "secrets: {database: hunter2}",
            "secrets: [hunter2]",
            "secrets: hunter2",
            "secrets: {database: {user: \"hunter2}}",
            "hunter2")) {
      assertThat(problems(text)).as(text).startsWith("KUBELESS-").doesNotContain(SECRET);
    }
  }

  @Test
  void theSchemaAcceptsWhatThePluginAccepts() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(
                Files.readString(Path.of("../docs").resolve(SCHEMA), StandardCharsets.UTF_8));
    Map<String, Boolean> documents =
        Map.of(
            "env: {A: b, N: 1, T: true, E: }", true,
            "config: {a: b}\nsecrets: {database: {user: duke, port: 5432}}", true,
            "x-common: {a: 1}", true,
            "env: [a]", false,
            "envs: {}", false,
            "secrets: {database: text}", false,
            "secrets: {database: {user: {a: b}}}", false,
            "config: {'a/b': c}", false);
    for (Map.Entry<String, Boolean> each : documents.entrySet()) {
      boolean plugin = problems(each.getKey()).isEmpty();
      boolean editor =
          schema
              .validate(
                  new ObjectMapper()
                      .valueToTree(new Yaml().<Map<String, Object>>load(each.getKey())))
              .isEmpty();
      assertThat(List.of(plugin, editor))
          .as(each.getKey())
          .isEqualTo(List.of(each.getValue(), each.getValue()));
    }
  }
}
