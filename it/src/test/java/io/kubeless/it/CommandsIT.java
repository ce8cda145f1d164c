package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page {@code docs/commands.md} has in place of the commands of Kubeless. */
class CommandsIT {
  private static final String PAGE = "docs/commands.md";
  private static final String FUNCTION_YAML = "src/main/kubeless/function.yaml";
  private static final String NATS = "nats://localhost:18361";
  private static final String TRIGGERS =
      "memory: 128Mi\ntriggers: [{http: {}}, {nats: {name: orders, subject: orders, mode: core,"
          + " servers: '"
          + NATS
          + "'}}]\n";

  @Test
  @OnCluster
  @Executes(value = PAGE, sentences = true)
  void everyCommandThatReplacesOneIsTyped() throws Exception {
    Cluster cluster = Cluster.namespace("it-commands");
    Path project = Projects.example("hello", "commands");
    Projects.write(project, FUNCTION_YAML, TRIGGERS);
    Projects.edit(
        project,
        "src/main/java/com/acme/Hello.java",
        "    return",
        "    if (event.text().equals(\"exit\")) {\n      System.exit(7);\n    }\n    return");
    Page page = Page.of(PAGE);
    Set<String> commands = new LinkedHashSet<>(page.commands(true));
    List<String> last = List.of("mvn kubeless:rollback", "mvn kubeless:undeploy");
    assertThat(commands).hasSizeGreaterThan(18).containsAll(last);
    last.forEach(commands::remove);
    try (Started nats =
            Started.of(new ProcessBuilder("nats-server", "-a", "127.0.0.1", "-p", "18361"));
        Reader reader = Reader.on(cluster, project, 18360).arguments("-DskipTests")) {
      nats.awaitLine("Server is ready");
      for (String command : commands) {
        if (command.contains("kubeless.previous")) {
          Cluster.inCluster("curl", "-s", "-d", "exit", cluster.url("hello")).waitFor();
          cluster.kubectl(
              "wait",
              "pods",
              "--all",
              "--for=jsonpath={.status.containerStatuses[0].restartCount}=1");
        }
        reader.type(page, command);
      }
      Projects.write(project, FUNCTION_YAML, TRIGGERS + "config: {greeting: Hi}\n");
      cluster.deploy(project, "-DskipTests").succeeds();
      for (String command : last) {
        reader.type(page, command);
      }
    }
    assertThat(cluster.kubectl("get", "deployments", "-o", "name")).isEmpty();
  }

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
