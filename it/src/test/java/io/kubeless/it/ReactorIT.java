package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goals in a reactor, with API servers that serve nothing except their version. */
class ReactorIT {
  private static final Path DISTRIBUTIONS = Path.of(System.getProperty("it.distributions"));

  /** An API server and a registry without any objects. It records its requests. */
  record EmptyServer(HttpServer server, List<String> requests) implements AutoCloseable {
    static EmptyServer start() throws IOException {
      return start(false);
    }

    /** Starts a server; with {@code namespaces}, every namespace exists. */
    static EmptyServer start(boolean namespaces) throws IOException {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      List<String> requests = new CopyOnWriteArrayList<>();
      server.createContext(
          "/",
          exchange -> {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            boolean known =
                path.equals("/version")
                    || path.equals("/v2/")
                    || (namespaces && path.matches("/api/v1/namespaces/[^/]+"));
            byte[] body =
                (known ? "{}" : "{\"kind\":\"Status\",\"code\":404,\"message\":\"not found\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return new EmptyServer(server, requests);
    }

    String address() {
      return "localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Maven maven(String version, Path project, EmptyServer current, EmptyServer dev)
      throws IOException {
    Projects.write(
        project,
        "kubeconfig",
        "{apiVersion: v1, kind: Config, current-context: current, users: [{name: u, user: {token: t}}],"
            + " clusters: [{name: current, cluster: {server: \"http://"
            + current.address()
            + "\"}}, {name: dev, cluster: {server: \"http://"
            + dev.address()
            + "\"}}], contexts: [{name: current, context: {cluster: current, user: u}},"
            + " {name: dev, context: {cluster: dev, user: u}}]}\n");
    return Maven.in(project)
        .home(DISTRIBUTIONS.resolve("apache-maven-" + version))
        .environment("KUBECONFIG", project.resolve("kubeconfig").toString())
        .environment("KUBELESS_REGISTRY", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "3.9.16", "4.0.0-rc-7"})
  void undeployActsOnTheClusterThatTheModulesOwnPomPins(String version) throws IOException {
    Path shop = Projects.project("reactor", "reactor-pinned-" + version);
    Projects.insertAfter(shop, "pom.xml", "<memory>128Mi</memory>", "<context>dev</context>");
    try (EmptyServer current = EmptyServer.start();
        EmptyServer dev = EmptyServer.start()) {
      Maven.Result result =
          maven(version, shop, current, dev).run("kubeless:undeploy", "-pl", "first").succeeds();
      assertThat(result.lines("cluster ")).startsWith("cluster   dev / default");
      assertThat(current.requests()).isEmpty();
      assertThat(dev.requests()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "3.9.16", "4.0.0-rc-7"})
  void aPipelineCompilesAndGeneratesEachModuleOnce(String version) throws IOException {
    Path hello = Projects.example("hello", "reactor-pipeline-" + version);
    Projects.write(
        hello, "src/main/kubeless/function.yaml", "triggers: [{http: {tls: missing}}]\n");
    try (EmptyServer cluster = EmptyServer.start(true)) {
      Maven.Result result =
          maven(version, hello, cluster, cluster)
              .run(
                  "verify",
                  "kubeless:deploy",
                  "-DskipTests",
                  "-Dkubeless.image.base=linked-jre",
                  "-Dkubeless.registry=" + cluster.address())
              .fails();
      // The Secret of a certificate is checked after the forked build.
      assertThat(result.error()).startsWith("KUBELESS-405 The Secret missing");
      assertThat(result.output()).doesNotContain("Overwriting artifact's file");
      assertThat(result.lines("manifests ").lines()).hasSize(1);
    }
  }

  @Test
  void noRegistryIsNeededWhereEveryFunctionNamesItsImage() throws IOException {
    Path shop = Projects.project("reactor", "reactor-images");
    for (String name : List.of("first", "second")) {
      Projects.write(
          shop,
          name + "/src/main/kubeless/function.yaml",
          "image: {name: \"localhost:5999/" + name + ":1\"}\n");
    }
    try (EmptyServer cluster = EmptyServer.start()) {
      assertThat(maven("3.9.16", shop, cluster, cluster).run("kubeless:deploy").fails().error())
          .startsWith("KUBELESS-408 "); // the next request is for the namespace
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "3.9.16", "4.0.0-rc-7"})
  void aBoundDeployDoesNotWaitForAModuleThatIsSkipped(String version) throws IOException {
    Path shop = Projects.project("reactor", "reactor-bound-" + version);
    Projects.insertAfter(
        shop,
        "pom.xml",
        "</pluginManagement>",
        """

            <plugins>
              <plugin>
                <groupId>io.kubeless</groupId>
                <artifactId>kubeless-maven-plugin</artifactId>
                <executions>
                  <execution><phase>process-classes</phase><goals><goal>deploy-no-fork</goal></goals></execution>
                </executions>
              </plugin>
            </plugins>
        """);
    Projects.insertAfter(
        shop,
        "second/pom.xml",
        "</parent>",
        "<properties><kubeless.skip>true</kubeless.skip></properties>");
    try (EmptyServer cluster = EmptyServer.start()) {
      assertThat(
              maven(version, shop, cluster, cluster)
                  .run("process-classes", "-Dkubeless.registry=" + cluster.address())
                  .fails()
                  .error())
          .startsWith("KUBELESS-408 "); // the first function would be deployed
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "3.9.16", "4.0.0-rc-7"})
  void undeployNeedsNeitherCodeThatCompilesNorAProject(String version) throws IOException {
    Path hello = Projects.example("hello", "reactor-undeploy-" + version);
    Projects.write(hello, "src/main/java/com/acme/Hello.java", "does not compile");
    try (EmptyServer cluster = EmptyServer.start()) {
      Maven maven = maven(version, hello, cluster, cluster);
      assertThat(maven.run("kubeless:undeploy").succeeds().output())
          .contains("hello is not deployed");
      Path nowhere = Projects.empty("reactor-undeploy-nowhere-" + version);
      assertThat(
              maven(version, nowhere, cluster, cluster)
                  .run(
                      "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:undeploy",
                      "-Dkubeless.name=other")
                  .succeeds()
                  .output())
          .contains("other is not deployed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "3.9.16", "4.0.0-rc-7"})
  void mavensSummaryCallsNoModuleSkippedThatAGoalHasWorkedOn(String version) throws IOException {
    Path shop = Projects.project("reactor", "reactor-summary-" + version);
    try (EmptyServer cluster = EmptyServer.start()) {
      Maven.Result result =
          maven(version, shop, cluster, cluster).run("kubeless:config").succeeds();
      assertThat(result.output()).doesNotContain("SKIPPED");
      assertThat(result.lines("second ..")).contains("SUCCESS");
      assertThat(result.lines("memory: ")).doesNotContain("default").contains("128Mi");
    }
  }
}
