package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.controller.Definitions;
import io.kubeless.packaging.image.JavaRuntimeEntry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions with source in a namespace with the restricted standard, from kubectl to an answer. */
@OnCluster
class SourceFunctionIT {
  private static final Path SCRIPTS = Projects.ROOT.resolve("it/cluster");
  private static final String PYTHON =
      """
      {"ID": "python", "depName": "requirements.txt", "fileNameSuffix": ".py", "versions": [
        {"name": "python3", "version": "3", "images": [
          {"phase": "runtime", "image": "127.0.0.1:5000/python:3"}]}]}
      """;

  private static final String ARTICLE =
      """
      apiVersion: kubeless.io/v1beta1
      kind: Function
      metadata:
        name: hello
      spec:
        runtime: python3
        handler: hello.hello
        function: |-
          def hello(event, context):
              return 'hello world'
        triggers:
        - type: http
          metadata:
            host: example.com
            path: /function/hello
      """;

  private static Exclusive resources;
  private static Cluster cluster;
  private static Started controller;

  @BeforeAll
  static void start() throws Exception {
    resources = Exclusive.use("kubeless.io");
    cluster = Cluster.namespace("it-source");
    Cluster.run(SCRIPTS.resolve("python-image") + "");
    Cluster.run(SCRIPTS.resolve("java-runtime-image") + "", classPath("kubeless-java-runtime"));
    for (String each : Definitions.RESOURCES) {
      cluster.apply(Definitions.yaml(each), "--server-side", "--force-conflicts");
    }
    Cluster.run("kubectl", "wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    String java = new JavaRuntimeEntry("127.0.0.1:5000/java-runtime:17", 17).json();
    Path runtimes = Files.createTempFile("runtimes", ".json");
    Files.writeString(runtimes, "[" + PYTHON + "," + java + "]");
    cluster.kubectl(
        "create", "configmap", "kubeless-config", "--from-file=runtime-images=" + runtimes);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java") + "",
            "-cp",
            classPath("kubeless-function-controller"),
            "io.kubeless.controller.Main");
    builder.environment().put("KUBELESS_NAMESPACES", cluster.name());
    builder.environment().put("POD_NAMESPACE", cluster.name());
    builder.environment().put("POD_NAME", "controller-of-this-test");
    builder.environment().put("KUBELESS_MANAGEMENT_PORT", "0");
    controller = Started.of(builder);
  }

  @AfterAll
  static void end() throws Exception {
    if (controller != null) {
      controller.close();
    }
    for (String each : Definitions.RESOURCES) {
      Cluster.run("kubectl", "delete", "crd", each + ".kubeless.io", "--ignore-not-found");
    }
    resources.close();
  }

  /** Returns the jar of an artifact of this project, followed by those that it needs. */
  private static String classPath(String artifact) throws IOException {
    Path project = Projects.empty("source-" + artifact);
    Projects.write(
        project,
        "pom.xml",
        "<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId>"
            + "<artifactId>class-path</artifactId><version>1</version><dependencies><dependency>"
            + "<groupId>io.kubeless</groupId><artifactId>"
            + artifact
            + "</artifactId><version>1.0.0-SNAPSHOT</version></dependency></dependencies></project>");
    Maven.in(project)
        .run(
            "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
            "-DincludeScope=runtime",
            "-Dmdep.outputFile=class-path")
        .succeeds();
    List<String> jars = new ArrayList<>();
    for (String each :
        Files.readString(project.resolve("class-path")).strip().split(File.pathSeparator)) {
      jars.add(each.contains(artifact) ? 0 : jars.size(), each);
    }
    return String.join(File.pathSeparator, jars);
  }

  private static String java(String name, String handler, String source) {
    return """
        apiVersion: kubeless.io/v1beta1
        kind: Function
        metadata: {name: %s}
        spec:
          runtime: java17
          handler: %s
          deployment: {spec: {template: {spec: {containers: [{resources: {limits: {memory: 192Mi}}}]}}}}
          function: |
        %s"""
        .formatted(name, handler, source.indent(4));
  }

  private static void awaitReady(String function) throws IOException {
    cluster.kubectl("wait", "--for=condition=Ready", "function/" + function, "--timeout=240s");
  }

  @Test
  void theFunctionOfTheArticleAnswersAndIsReplacedWithoutAFailedRequestAndDeleted()
      throws Exception {
    cluster.apply(ARTICLE);
    awaitReady("hello");
    assertThat(cluster.awaitCall("hello", "", "hello")).isEqualTo("hello world");

    List<String> answers = new ArrayList<>();
    cluster.apply(ARTICLE.replace("hello world", "hello moon"));
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() < end && !(answers.size() > 20 && settled(answers))) {
      answers.add(cluster.call("hello", ""));
    }
    assertThat(answers).endsWith("hello moon").containsOnly("hello world", "hello moon");

    cluster.kubectl("delete", "function", "hello", "--timeout=60s");
    for (int i = 0; i < 120 && !objects().isEmpty(); i++) {
      Thread.sleep(500);
    }
    assertThat(objects()).isEmpty();
  }

  private static boolean settled(List<String> answers) {
    return answers.subList(answers.size() - 20, answers.size()).stream()
        .allMatch("hello moon"::equals);
  }

  private static String objects() throws IOException {
    return cluster.kubectl(
        "get", "deployments,services,configmaps,pods", "-l", "function=hello", "-o", "name");
  }

  @Test
  void aHandlerInJavaAnswers() throws Exception {
    cluster.apply(
        java(
            "java-hello",
            "Hello.handle",
            """
            import io.kubeless.function.*;
            public final class Hello implements Handler<Event, Context> {
              @Override public String handle(Event event, Context context) {
                return context.functionName() + " " + event.text();
              }
            }
            """));
    awaitReady("java-hello");
    assertThat(cluster.awaitCall("java-hello", "Duke", "java")).isEqualTo("java-hello Duke");
  }

  @Test
  void aMethodOfKubelessForJavaAnswers() throws Exception {
    cluster.apply(
        java(
            "java-foo",
            "Foo.bar",
            """
            package io.kubeless;
            public class Foo {
              public String bar(io.kubeless.Event event, io.kubeless.Context context) {
                return context.functionName + " " + event.Data;
              }
            }
            """));
    awaitReady("java-foo");
    assertThat(cluster.awaitCall("java-foo", "Duke", "bar")).isEqualTo("bar Duke");
  }

  @Test
  void anErrorOfTheCompilerIsInTheStatusOfTheFunction() throws Exception {
    cluster.apply(java("java-broken", "Hello.handle", "class Hello {\n  int a = b;\n}\n"));
    String status = "";
    for (int i = 0; i < 240 && !status.contains("Hello.java"); i++) {
      Thread.sleep(500);
      status =
          cluster.kubectl(
              "get", "function", "java-broken", "-o", "jsonpath={.status.conditions[0].message}");
    }
    assertThat(status).contains("Hello.java:2: cannot find symbol, symbol: variable b");
    assertThat(cluster.kubectl("describe", "function", "java-broken")).contains("Hello.java:2: ");
  }

  @Test
  void aRuntimeThatIsNotConfiguredIsReportedWithThoseThatAre() throws Exception {
    cluster.apply(java("unknown", "Hello.handle", "x").replace("java17", "cobol85"));
    cluster.kubectl("wait", "--for=condition=Ready=False", "function/unknown", "--timeout=60s");
    assertThat(
            cluster.kubectl(
                "get", "function", "unknown", "-o", "jsonpath={.status.conditions[0].message}"))
        .contains("KUBELESS-474 The runtime cobol85 is not configured", "java17, python3");
  }
}
