package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
  private static final String[] PARTS = {
    "$", "$$", "(", ")", "A", "$(A)", "$(B)", "$$(A)", "{", "\u00e9", "$(", " ", "\ud83d\ude00"
  };

  @TempDir Path directory;

  /**
   * Expands variables as the kubelet does.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go">expand.go</a>
   */
  private static String kubelet(String text, Map<String, String> variables) {
    StringBuilder expanded = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int close = text.indexOf(')', at);
      if (text.startsWith("$$", at)) {
        expanded.append('$');
        at += 2;
      } else if (text.startsWith("$(", at) && close > 0) {
        String name = text.substring(at + 2, close);
        expanded.append(variables.getOrDefault(name, "$(" + name + ")"));
        at = close + 1;
      } else {
        expanded.append(text.charAt(at++));
      }
    }
    return expanded.toString();
  }

  @Test
  void everyWrittenTextIsTheValueThatTheKubeletComputes() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(8); part >= 0; part--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      String written = text.toString();
      assertThat(kubelet(Environment.escaped(written), Map.of("A", "other"))).isEqualTo(written);
    }
    assertThat(kubelet("$(A) $(B) $$(A) $", Map.of("A", "other")))
        .isEqualTo("other $(B) $(A) $"); // proves that it expands variables
  }

  @Test
  void aProcessOnThisMachineReadsTheSame() throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .file("function.yaml", "env: {A: '$(HOME) $$ $$(A)'}\n")
            .function()
            .function();
    assertThat(
            LocalEnvironment.of(
                function,
                8080,
                directory,
                Optional.empty(),
                false,
                Optional.of("-local-duke-laptop")))
        .containsEntry("A", "$(HOME) $$ $$(A)");
  }

  @Test
  void aProcessOnThisMachineIsNoMemberOfTheGroupOfThePods() throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .file(
                "function.yaml",
                "namespace: team-a\n"
                    + "triggers: [{kafka: {topic: orders, servers: 'b:1', tls: kafka-tls}}]\n")
            .function()
            .function();
    assertThat(
            LocalEnvironment.of(
                function,
                8080,
                directory,
                Optional.of(directory),
                false,
                Optional.of("-local-duke-laptop")))
        .containsEntry("KUBELESS_KAFKA_0_GROUP", "team-a_orders_hello_orders-local-duke-laptop")
        .containsEntry("KUBELESS_KAFKA_0_START", "latest")
        .containsEntry("KUBELESS_KAFKA_0_TEMPORARY", "true")
        .doesNotContainKey("KUBELESS_KAFKA_0_STATIC_MEMBER")
        .containsEntry("KUBELESS_KAFKA_0_TLS_DIRECTORY", directory.resolve("kafka-tls").toString());
    assertThat(Environment.of(function, Target.KUBERNETES).toString())
        .contains("value=team-a_orders_hello_orders")
        .doesNotContain("KUBELESS_NAMESPACE");
  }

  @Test
  void theNamespaceOfThePodIsInTheGroupIfTheManifestsHaveNone() throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .file("function.yaml", "triggers: [{kafka: {topic: orders, servers: 'b:1'}}]\n")
            .function()
            .function();
    List<String> names = new ArrayList<>();
    for (Map<String, Object> each : Environment.of(function, Target.KUBERNETES)) {
      names.add("" + each.get("name"));
      if (names.contains("KUBELESS_KAFKA_0_GROUP")) {
        assertThat(kubelet("" + each.get("value"), Map.of("KUBELESS_NAMESPACE", "blue")))
            .isEqualTo("blue_orders_hello_orders");
        assertThat(names).contains("KUBELESS_NAMESPACE"); // the kubelet knows only earlier ones
        return;
      }
    }
    throw new AssertionError(names);
  }
}
