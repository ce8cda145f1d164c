package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The goals that show functions on a cluster, and the page {@code docs/observing.md}. */
@OnCluster
class ObserveIT {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text)\n(.*?)^```$");
  private static Cluster cluster;
  private static Path project;
  private static Path kubeconfig;

  @BeforeAll
  static void deploy() throws IOException {
    cluster = Cluster.namespace("it-observe");
    project = Projects.example("hello", "observe");
    kubeconfig = Projects.empty("observe-kubeconfig").resolve("config");
    Files.writeString(
        kubeconfig, Cluster.run("kubectl", "config", "view", "--raw", "--flatten", "--minify"));
    String[] config = {"kubectl", "--kubeconfig=" + kubeconfig, "config"};
    run(
        config,
        "rename-context",
        Cluster.run("kubectl", "config", "current-context").strip(),
        "acme-dev");
    run(config, "set-context", "acme-dev", "--namespace=" + cluster.name());
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        """
        memory: 192Mi
        replicas: 2
        triggers:
        - http: {host: hello.acme.com, path: /hello}
        - cronjob: {schedule: '0 3 * * *', timeZone: Europe/Berlin}
        - kafka: {topic: orders, servers: 'localhost:9'}
        """);
    maven("kubeless:deploy", "-Dkubeless.image.base=" + Cluster.base()).succeeds();
    cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: legacy, labels: {created-by: kubeless, function: legacy}}
        spec:
          replicas: 0
          selector: {matchLabels: {created-by: kubeless, function: legacy}}
          template:
            metadata: {labels: {created-by: kubeless, function: legacy}}
            spec: {containers: [{name: legacy, image: 'kubeless/python:3'}]}
        """);
  }

  private static void run(String[] command, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of(more));
    Cluster.run(words.toArray(String[]::new));
  }

  private static Maven.Result maven(String... words) throws IOException {
    return Maven.in(project).environment("KUBECONFIG", kubeconfig.toString()).run(words);
  }

  @Test
  void everyCommandOfThePagePrintsWhatThePageShows() throws IOException {
    String page = Files.readString(Projects.ROOT.resolve("docs/observing.md"));
    Matcher block = BLOCK.matcher(page);
    String output = "";
    int commands = 0;
    while (block.find()) {
      if (block.group(1).equals("sh")) {
        String[] words = here(block.group(2)).strip().split(" +");
        output = maven(Arrays.copyOfRange(words, 1, words.length)).succeeds().output();
        commands++;
      } else {
        assertThat(printed(output)).matches(pattern(here(block.group(2))));
      }
    }
    assertThat(commands).isGreaterThan(3);
  }

  /** Replaces the registry and the namespace of the page. */
  private static String here(String text) {
    return text.replace("registry.acme.com/team", "127.0.0.1:5000")
        .replace("team-a", cluster.name());
  }

  /** Returns what a goal prints, without the log of Maven, with single spaces. */
  private static String printed(String output) {
    return output
        .lines()
        .filter(line -> !line.startsWith("[") && !line.isBlank())
        .map(line -> line.replaceAll(" +", " "))
        .collect(Collectors.joining("\n"));
  }

  /** Returns a pattern for the whole text, in which … is any text in a line. */
  private static String pattern(String text) {
    return Arrays.stream(printed(text).split("…", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining("[^\n]*"));
  }

  @Test
  void programsReadTheSameStateAsJsonAndAsYaml() throws IOException {
    String json = maven("-q", "kubeless:status", "-Dkubeless.format=json").succeeds().output();
    JsonNode function = new ObjectMapper().readTree(json).path("functions").path(0);
    assertThat(function.path("digest").asText()).matches("sha256:[0-9a-f]{64}");
    assertThat(function.path("replicas")).hasToString("{\"wanted\":2,\"ready\":2,\"updated\":2}");
    assertThat(function.path("sources")).hasSize(2);
    assertThat(function.has("problem")).isFalse();
  }
}
