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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.yaml.snakeyaml.Yaml;

/** The goals that show functions on a cluster, and the page {@code docs/observing.md}. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the last test replaces the pods
class ObserveIT {
  private static final String PAGE = "docs/observing.md";
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
        image: {base: %s}
        replicas: 2
        triggers:
        - http: {host: hello.acme.com, path: /hello}
        - cronjob: {schedule: '0 3 * * *', timeZone: Europe/Berlin}
        - kafka: {topic: orders, servers: 'localhost:9'}
        """
            .formatted(Cluster.base()));
    Projects.write(
        project,
        "src/main/java/com/acme/Hello.java",
        """
        package com.acme;

        import io.kubeless.function.Context;
        import io.kubeless.function.Event;
        import io.kubeless.function.Handler;

        public final class Hello implements Handler<Event, Context> {
          @Override
          public String handle(Event event, Context context) {
            context.logger().log(System.Logger.Level.INFO, "greeting " + event.text());
            if (event.text().equals("fail")) {
              throw new IllegalStateException("not in stock");
            }
            if (event.text().equals("exit")) {
              System.exit(7);
            }
            return "hello " + event.text();
          }
        }
        """);
    maven("kubeless:deploy").succeeds();
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

  @BeforeAll
  static void call() throws Exception {
    cluster.call("hello", "Duke");
    cluster.call("hello", "fail");
    await("/apis/metrics.k8s.io/v1beta1/namespaces/it-observe/pods", ".*(\"usage\".*){2}");
  }

  /** Waits until a path of the API has a response that matches. */
  private static void await(String path, String pattern) throws Exception {
    for (int i = 0; i < 120; i++) {
      String answer = Cluster.run("kubectl", "get", "--raw", path).replace("\n", "");
      if (answer.matches(pattern)) {
        return;
      }
      Thread.sleep(1000);
    }
    throw new AssertionError(path + " does not match " + pattern);
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
  @Order(1)
  @Executes(PAGE)
  void everyCommandOfThePagePrintsWhatThePageShows() throws Exception {
    Page page = Page.of(PAGE);
    try (Reader reader = Reader.on(cluster, project, 18340)) {
      reader
          .environment("KUBECONFIG", kubeconfig.toString())
          .here("registry.acme.com/team", "127.0.0.1:5000");
      for (Page.Code code : page.code()) {
        if (code.text().contains("kubeless.previous") && !code.inSentence()) {
          crash();
        }
        if (code.language().equals("sh")) {
          reader.type(page, code);
        } else if (code.language().equals("text")) {
          assertPrinted(code.text(), reader.output());
        }
      }
    }
    assertThat(printed(maven("kubeless:status").succeeds().output()))
        .containsPattern(
            "problem KUBELESS-\\d+ A pod of hello was restarted\n where: Pod/hello-\\S+ in it-observe\n"
                + " why: .*exit code 7.* at \\S+, 1 restarts\n do: kubectl describe pod hello-\\S+ -n it-observe");
  }

  private static void assertPrinted(String text, String output) {
    if (text.startsWith("[INFO]")) {
      for (String line : here(text).lines().toList()) {
        assertThat(output.replaceAll(" +", " "))
            .containsPattern("(?m)^\\[INFO\\] " + pattern(line.substring(7)));
      }
    } else if (text.startsWith("…")) { // a part of a log
      for (String line : text.lines().toList()) {
        assertThat(printed(output)).containsPattern(pattern(line));
      }
    } else {
      assertThat(printed(output)).matches(pattern(here(text)));
    }
  }

  private static void crash() throws Exception {
    Cluster.inCluster("curl", "-s", "-d", "exit", cluster.url("hello")).waitFor();
    await(
        "/api/v1/namespaces/it-observe/pods",
        ".*\"restartCount\": ?1.*\"ready\": ?true.*|.*\"restartCount\": ?1.*");
  }

  @Test
  @Order(4)
  void aTerminalShowsNewLinesAsTextInColorsAlsoOfNewPods() throws Exception {
    Maven terminal = Maven.in(project).environment("KUBECONFIG", kubeconfig.toString());
    try (Started logs =
        terminal.startOnTerminal("kubeless:logs", "-Dkubeless.follow", "-Dkubeless.tail=1")) {
      logs.awaitLine("INFO"); // the last line of a pod
      cluster.call("hello", "fail");
      assertThat(logs.awaitLine("Hello.java:")).contains("\u001b[2m\tat com.acme.Hello.handle");
      cluster.kubectl("rollout", "restart", "deployment/hello");
      assertThat(logs.awaitLine("hello listens on port"))
          .containsPattern(
              "^\u001b\\[3\\dm\\w{5}\u001b\\[0m \u001b\\[2m\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\u001b\\[0m"
                  + " \u001b\\[32mINFO");
      logs.endBy("\u0003");
    }
  }

  @Test
  @Order(5)
  void followedLogsContinueAfterALostConnectionAndInNewPods() throws Exception {
    Path other = Projects.empty("observe-proxy").resolve("config");
    try (ForwardProxy proxy = ForwardProxy.to(16443)) {
      Files.copy(kubeconfig, other);
      String[] config = {"kubectl", "--kubeconfig=" + other, "config"};
      String server =
          Cluster.run("kubectl", config[1], "config", "view", "-o", "jsonpath={.clusters[0].name}");
      run(config, "set-cluster", server, "--proxy-url=http://127.0.0.1:" + proxy.port());
      Maven maven = Maven.in(project).environment("KUBECONFIG", other.toString());
      try (Started logs = maven.start("kubeless:logs", "-Dkubeless.follow", "-Dkubeless.tail=1")) {
        logs.awaitLine("{");
        cluster.call("hello", "before");
        logs.awaitLine("greeting before");
        proxy.cut();
        cluster.call("hello", "during");
        logs.awaitLine("the cluster cannot be reached; waiting until it can");
        proxy.restore();
        logs.awaitLine("greeting during");
        cluster.kubectl("delete", "pods", "-l", "function=hello");
        cluster.kubectl("rollout", "status", "deployment/hello");
        cluster.awaitCall("hello", "after", "hello after");
        logs.awaitLine("greeting after");
        String output = logs.next();
        for (String each : List.of("before", "during")) {
          assertThat(output.lines().filter(line -> line.contains("\"greeting " + each + "\"")))
              .as(output)
              .hasSize(1);
        }
      }
    }
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
  @Order(3)
  void aNameIsEnoughOutsideOfAProject() throws IOException {
    String plugin = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:";
    Maven.Result shown =
        Maven.in(Projects.empty("observe-elsewhere"))
            .environment("KUBECONFIG", kubeconfig.toString())
            .run(
                plugin + "status",
                plugin + "list",
                plugin + "top",
                plugin + "logs",
                "-Dkubeless.name=hello",
                "-Dkubeless.tail=1",
                "-Dkubeless.format=json")
            .succeeds();
    assertThat(shown.output())
        .contains("\"module\" : \"com.acme:hello\"")
        .contains("\"name\" : \"legacy\"")
        .contains("\"usageFrom\" : \"")
        .containsPattern("(?m)^\\{\"time\":\"");

    assertThat(
            Maven.in(Projects.empty("observe-elsewhere"))
                .environment("KUBECONFIG", kubeconfig.toString())
                .run(plugin + "logs")
                .fails()
                .error())
        .isEqualTo(
            """
            KUBELESS-309 No function is named
              where: -Dkubeless.name
              why:   there is no pom.xml in this directory
              do:    pass -Dkubeless.name=<function>, or run it in the project""");
  }

  @Test
  @Order(2)
  void programsReadTheSameStateAsJsonAndAsYaml() throws IOException {
    String json = maven("-q", "kubeless:status", "-Dkubeless.format=json").succeeds().output();
    JsonNode function = new ObjectMapper().readTree(json).path("functions").path(0);
    assertThat(function.path("digest").asText()).matches("sha256:[0-9a-f]{64}");
    assertThat(function.path("replicas")).hasToString("{\"wanted\":2,\"ready\":2,\"updated\":2}");
    assertThat(function.path("sources")).hasSize(2);
    assertThat(function.path("lastDeploy").path("revision").asInt()).isEqualTo(1);
  }

  @Test
  @Order(3)
  void doctorReportsAJdkThatIsTooOld() throws IOException {
    Maven.Result failed = maven("kubeless:doctor", "-Dmaven.compiler.release=99").fails();
    assertThat(failed.lines("java ")).contains("FAIL KUBELESS-443");
    assertThat(failed.output().replaceAll("(?m)^\\[ERROR\\] ?", ""))
        .contains("KUBELESS-443 The JDK cannot compile the project\n");
  }

  @Test
  @Order(2)
  void yamlHasTheFieldsOfJson() throws Exception {
    String[] goals = {"-q", "kubeless:status", "kubeless:list", "kubeless:top", "kubeless:history"};
    String json = maven(with(goals, "-Dkubeless.format=json")).succeeds().output();
    String yaml = maven(with(goals, "-Dkubeless.format=yaml")).succeeds().output();
    List<Object> documents = new ArrayList<>();
    new ObjectMapper().readerFor(Object.class).readValues(json).forEachRemaining(documents::add);
    List<Object> same =
        Arrays.stream(yaml.split("(?m)^(?=schemaVersion: 1$)"))
            .map(each -> new Yaml().<Object>load(each))
            .toList();
    assertThat(documents).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(constant(same.get(i))).isEqualTo(constant(documents.get(i)));
    }
  }

  private static String[] with(String[] words, String more) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = more;
    return all;
  }

  /** Returns a document without what differs from call to call. */
  private static String constant(Object document) {
    return new ObjectMapper()
        .valueToTree(document)
        .toString()
        .replaceAll(
            "\"(secondsSincePoll|cpu|memoryBytes|calls|failures|inFlight|meanSeconds|p50Seconds|p99Seconds)\":[0-9.E-]+",
            "\"$1\":0")
        .replaceAll("last poll [^\"]*", "last poll");
  }
}
