package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page {@code docs/commands.md} has in place of the commands of Kubeless. */
class CommandsIT {
  private static final String PAGE = "docs/commands.md";
  private static final String FUNCTION_YAML = "src/main/kubeless/function.yaml";

  @Test
  void everyKeyThatReplacesAnOptionIsAccepted() throws IOException {
    List<String> values =
        Page.of(PAGE).code().stream()
            .map(Page.Code::text)
            .filter(text -> text.matches("(triggers|autoscaling): [\\[{].*"))
            .map(text -> text.replace("servers: …", "servers: 'broker:9092'").replace("…", "text"))
            .toList();
    assertThat(values).hasSizeGreaterThan(4);
    String triggers =
        values.stream()
            .filter(value -> value.startsWith("triggers: "))
            .map(value -> value.replaceAll("^triggers: \\[|]$", ""))
            .collect(Collectors.joining(", ", "triggers: [", "]\n"));
    String others =
        values.stream()
            .filter(value -> !value.startsWith("triggers: "))
            .collect(Collectors.joining("\n"));
    Path project = Projects.example("hello", "commands-keys");
    Projects.write(project, FUNCTION_YAML, triggers + others + "\n");

    Maven.in(project).run("process-classes", "kubeless:generate").succeeds();

    Path manifests = project.resolve("target/kubeless/hello/kubernetes");
    assertThat(manifests).isDirectoryContaining("glob:**/ingress.yaml");
    assertThat(manifests).isDirectoryContaining("glob:**/cronjob*.yaml");
    assertThat(manifests).isDirectoryContaining("glob:**/horizontalpodautoscaler.yaml");
  }
}
