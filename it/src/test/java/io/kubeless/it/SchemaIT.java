package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaIT {

  @Test
  void everyFunctionYamlOfTheProjectIsValid() throws IOException {
    Schema schema = new Schema("function.schema.json");
    int checked = 0;
    for (String root : new String[] {"examples", "function-packaging/src/test/resources/golden"}) {
      try (Stream<Path> walk = Files.walk(Projects.ROOT.resolve(root))) {
        for (Path file :
            walk.filter(each -> each.endsWith("function.yaml"))
                .filter(each -> each.toString().matches(".*/(input|src/main)/.*"))
                .toList()) {
          assertThat(schema.problems(file)).as(file.toString()).isEmpty();
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(10);
  }

  @Test
  void aMistakeIsFound() throws IOException {
    Path file = Projects.empty("schema").resolve("function.yaml");
    for (String mistake :
        List.of("memry: 128Mi\n", "triggers: [{http: {pth: /}}]\n", "network: {to: [{}]}\n")) {
      Files.writeString(file, mistake);
      assertThat(new Schema("function.schema.json").problems(file)).as(mistake).isNotEmpty();
    }
  }

  @Test
  void theResultOfABuildIsValid() throws IOException {
    Path hello = Projects.example("hello", "schema-result");
    Maven.in(hello)
        .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();
    assertThat(
            new Schema("result.schema.json").problems(hello.resolve("target/kubeless/result.json")))
        .isEmpty();
  }
}
