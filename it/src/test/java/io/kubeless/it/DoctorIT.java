package io.kubeless.it;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What {@code doctor} finds, for people and for programs. */
@OnCluster
class DoctorIT {
  private static final int KUBECTL_PORT = 18_721;
  private static final String SINGLE = "-Dkubeless.image.base=127.0.0.1:5000/java:17";
  private static final String LINKED = "-Dkubeless.image.base=linked-jre";

  private static Path project;
  private static Path kubeconfig;
  private static Started kubectl;
  private static WriteProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    Cluster cluster = Cluster.namespace("it-doctor");
    project = Projects.example("hello", "doctor");
    kubeconfig = cluster.kubeconfig(project.resolve("config"));
    kubectl = Started.of(new ProcessBuilder("kubectl", "proxy", "--port=" + KUBECTL_PORT));
    kubectl.awaitLine("Starting to serve");
    proxy = WriteProxy.to("http://127.0.0.1:" + KUBECTL_PORT);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    kubectl.close();
  }

  private static Maven.Result doctor(Path config, String... more) throws IOException {
    String[] words = new String[more.length + 1];
    words[0] = "kubeless:doctor";
    System.arraycopy(more, 0, words, 1, more.length);
    return Maven.in(project).environment("KUBECONFIG", config.toString()).run(words);
  }

  @Test
  void aBaseIsRefusedThatIsNotForTheConfiguredArchitecture() throws IOException {
    Maven.Result linked = doctor(kubeconfig, LINKED, "-Dkubeless.image.architecture=s390x").fails();
    assertThat(linked.lines("base "))
        .startsWith("base      FAIL KUBELESS-109 No JRE for s390x can be linked on amd64");
    assertThat(doctor(kubeconfig, SINGLE, "-Dkubeless.image.architecture=s390x").fails().error())
        .isEqualTo(
            """
            KUBELESS-115 The base image 127.0.0.1:5000/java:17 is not built for s390x
              where: image.base
              why:   it is for amd64 only
              do:    choose another base image, such as eclipse-temurin:25-jre, or another -Dkubeless.image.architecture""");
  }

  @Test
  void aBaseIsRefusedThatIsNotForAllNodesAlsoByADeploymentBeforeItCompiles() throws IOException {
    proxy.replace("/api/v1/nodes", "\"architecture\":\"amd64\"", "\"architecture\":\"arm64\"");
    Path other = anonymous("arm64", proxy.address());
    String error = doctor(other, SINGLE).fails().error();
    assertThat(error)
        .startsWith("KUBELESS-115 The base image 127.0.0.1:5000/java:17 is not built for arm64\n");
    assertThat(doctor(other, LINKED).fails().error())
        .isEqualTo(
            """
            KUBELESS-109 A JRE that is linked on this machine cannot run on any node of the cluster
              where: image.base: linked-jre
              why:   this machine is amd64, the nodes are arm64
              do:    use a base image: -Dkubeless.image.base=eclipse-temurin:25-jre""");
    Maven.Result deployed =
        Maven.in(project)
            .environment("KUBECONFIG", other.toString())
            .run("kubeless:deploy", SINGLE)
            .fails();
    assertThat(deployed.error()).isEqualTo(error);
    assertThat(project.resolve("target/classes")).doesNotExist();
  }

  @Test
  void clocksThatDifferAreReported() throws IOException {
    String time = RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).minusHours(2));
    try (ServerSocket late = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      new Thread(() -> answer(late, time)).start();
      String address = "http://127.0.0.1:" + late.getLocalPort();
      Maven.Result failed = doctor(anonymous("late", address), LINKED).fails();
      assertThat(failed.error().replaceAll(" 7\\d{3} s ", " … s "))
          .isEqualTo(
              """
              KUBELESS-442 The clocks of this machine and the cluster differ
                where: %s (context test)
                why:   the cluster is … s behind, so tokens and certificates may not be valid there yet
                do:    synchronize the clock, for example: timedatectl set-ntp true"""
                  .formatted(address));
    }
  }

  /** Responds to each request with an empty object and a time. */
  private static void answer(ServerSocket server, String time) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getInputStream().read(new byte[8192]);
        String answer =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nDate: "
                + time
                + "\r\nConnection: close\r\n\r\n{}";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The server is closed.
      }
    }
  }

  @Test
  void withoutAClusterOrAValidProjectTheOtherChecksAreMade() throws IOException {
    Maven.Result none =
        doctor(Path.of("/dev/null"), LINKED, "-Dkubeless.registry=127.0.0.1:5000").fails();
    assertThat(none.lines("cluster   ")).startsWith("cluster   FAIL KUBELESS-105 ");
    assertThat(none.lines("objects   "))
        .isEqualTo("objects   -    not checked: the cluster cannot be used");
    assertThat(none.lines("registry  ")).endsWith(" can be pushed");
    assertThat(none.lines("base      ")).startsWith("base      ok ");

    Maven.Result invalid =
        doctor(kubeconfig, "-q", "-Dkubeless.memory=much", "-Dkubeless.format=json").fails();
    assertThat(invalid.output()).contains("\"check\" : \"project\"", "\"result\" : \"failed\"");
  }

  private static Path anonymous(String name, String address) throws IOException {
    return Files.writeString(
        project.resolve(name),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "%s"}}]
        users: [{name: nobody, user: {}}]
        contexts: [{name: test, context: {cluster: test, user: nobody, namespace: it-doctor}}]
        current-context: test
        """
            .formatted(address));
  }

  @Test
  void programsReadEachCheckWithItsProblemsAsJsonAndAsYaml() throws IOException {
    String format = "-Dkubeless.format=";
    Maven.Result good = doctor(kubeconfig, "-q", LINKED, format + "json").succeeds();
    JsonNode found = new ObjectMapper().readTree(good.output());
    assertThat(found.path("ok").asBoolean()).isTrue();
    assertThat(found.path("checks").findValuesAsText("check"))
        .containsExactly("java", "cluster", "rights", "objects", "registry", "base");
    assertThat(found.path("checks").findValuesAsText("result")).containsOnly("ok");
    assertThat(found.path("checks").get(1).path("function").asText()).isEqualTo("hello");

    Path expired = project.resolve("expired");
    Files.writeString(
        expired, Files.readString(kubeconfig).replaceAll("(?m)^( +)(client-.*|token:.*)$", ""));
    Cluster.run(
        "kubectl", "--kubeconfig=" + expired, "config", "set-credentials", "expired", "--token=x");
    Cluster.run(
        "kubectl",
        "--kubeconfig=" + expired,
        "config",
        "set-context",
        "--current",
        "--user=expired");
    Maven.Result failed = doctor(expired, "-q", LINKED, format + "yaml").fails();
    Map<String, Object> document =
        new Yaml().load(failed.output().replaceAll("(?m)^\\[ERROR\\].*(\\R {2}.*)*$", ""));
    assertThat(document).containsEntry("ok", false).containsEntry("schemaVersion", 1);
    assertThat(document.get("checks").toString())
        .contains("check=cluster, function=hello, result=failed, problems=[{code=KUBELESS-106")
        .contains("do=log in again, then check with: kubectl auth whoami")
        .contains("check=objects, function=hello, result=skipped");
    assertThat(failed.error()).startsWith("KUBELESS-106 The cluster cannot be used\n");

    assertThat(doctor(kubeconfig, format + "xml").fails().error())
        .isEqualTo(
            """
            KUBELESS-302 kubeless.format is not valid: xml
              where: -Dkubeless.format
              why:   text, json or yaml is expected
              do:    -Dkubeless.format=json""");
  }
}
