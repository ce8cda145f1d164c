package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The history of a deployed function, and what restores an earlier deployment. The page {@code
 * docs/rolling-back.md} is read where the history is the one that it shows.
 */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HistoryIT {
  private static final String PLUGIN = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:";
  private static final String PAGE = "docs/rolling-back.md";
  private static final String FUNCTION_YAML = "src/main/kubeless/function.yaml";
  private static final String SOURCE = "src/main/java/com/acme/Hello.java";
  private static Cluster cluster;
  private static Path hello;

  @BeforeAll
  static void create() throws IOException {
    cluster = Cluster.namespace("it-history");
    hello = Projects.example("hello", "history-hello");
  }

  private static void version(String version, String word) throws IOException {
    String written = "<version>1\\.[01](-SNAPSHOT)?</version>";
    Projects.replace(hello, "pom.xml", written, "<version>" + version + "</version>");
    Projects.replace(hello, SOURCE, "\"(hello|bye) \"", "\"" + word + " \"");
  }

  /** Writes version 1.0 into the project. */
  private static void first() throws IOException {
    version("1.0", "hello");
    Projects.write(
        hello,
        FUNCTION_YAML,
        "memory: 128Mi\nconfig: {greeting: Hi}\ntriggers:\n- http: {host: hello.acme.com}\n");
  }

  /** Writes version 1.1 into the project. */
  private static void second() throws IOException {
    version("1.1", "bye");
    Projects.write(hello, FUNCTION_YAML, "memory: 160Mi\nconfig: {greeting: Bye}\n");
  }

  @Test
  @Order(1)
  void aRollbackRestoresImageConfigurationAndObjectsWithoutAProject() throws IOException {
    first();
    cluster.deploy(hello).succeeds();
    List<String> before = specifications(cluster);
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");

    second();
    Maven.Result diff = cluster.maven(hello, "kubeless:diff").fails();
    assertThat(diff.error())
        .isEqualTo(
            """
            KUBELESS-433 The function hello differs from the cluster in 3 objects
              where: namespace it-history (context test)
              why:   the differences are printed above
              do:    apply them: mvn kubeless:deploy, or accept them: -Dkubeless.diff.failOnDrift=false""");
    assertThat(diff.output())
        .contains("      + Bye\n", "limits.memory\n[INFO]       - 128Mi\n[INFO]       + 160Mi\n");
    assertThat(specifications(cluster)).isEqualTo(before);
    cluster.deploy(hello).succeeds();
    assertThat(diff.lines("diff  "))
        .isEqualTo("diff      ConfigMap +   Deployment ~   ServiceAccount Service =   Ingress -");
    assertThat(changes(hello)).isEqualTo(diff.lines("diff  ").replace("diff      ", ""));
    assertThat(cluster.awaitCall("hello", "Duke", "bye")).isEqualTo("bye Duke");
    assertThat(specifications(cluster)).isNotEqualTo(before);

    Path nowhere = Projects.empty("history-nowhere");
    Maven.Result rollback =
        Maven.in(nowhere)
            .run(PLUGIN + "rollback", "-Dkubeless.name=hello", "-Dkubeless.namespace=it-history")
            .succeeds();
    assertThat(rollback.lines("rollback  "))
        .matches(
            "rollback  hello to revision 1 of \\S+Z   image"
                + " 127.0.0.1:5000/hello:1.0@sha256:[0-9a-f]{64}");
    assertThat(ArchetypeIT.transcript(rollback))
        .isEqualTo(
            """
            cluster   test / it-history   target kubernetes   as admin
            apply     Ingress +   Deployment ~   ServiceAccount ConfigMap Service =
            ready     hello 1/1 in … s
            """);
    assertThat(cluster.awaitCall("hello", "Duke", "hello")).isEqualTo("hello Duke");
    assertThat(specifications(cluster)).isEqualTo(before);

    String versions = cluster.versions();
    cluster.maven(hello, "kubeless:rollback", "-Dkubeless.revision=1").succeeds();
    assertThat(cluster.versions()).isEqualTo(versions);

    Maven.Result history =
        Maven.in(hello).run("kubeless:history", "-Dkubeless.namespace=it-history").succeeds();
    assertThat(table(history))
        .containsExactly(
            "hello target kubernetes",
            "REVISION TIME USER IMAGE CHANGES",
            "1 … admin 127.0.0.1:5000/hello:1.0@sha256:…"
                + " ServiceAccount ConfigMap Service Deployment Ingress +",
            "2 … admin 127.0.0.1:5000/hello:1.1@sha256:…" + " ConfigMap + Deployment ~ Ingress -",
            "3 current … admin 127.0.0.1:5000/hello:1.0@sha256:…"
                + " rollback to 1: ConfigMap Ingress + Deployment ~");

    assertThat(cluster.maven(hello, "kubeless:rollback", "-Dkubeless.revision=9").fails().error())
        .isEqualTo(
            """
            KUBELESS-430 The history of hello has no revision 9
              where: namespace it-history
              why:   it has 1, 2, 3; the last 5 successful deployments are recorded
              do:    deploy the version that is needed: mvn kubeless:deploy""");
  }

  @Test
  @Order(2)
  @Executes(PAGE)
  void everyCommandOfThePageDoesWhatItShows() throws Exception {
    try (Reader reader = Reader.on(cluster, hello, 18330).fails("mvn kubeless:diff")) {
      Page page = Page.of(PAGE);
      for (Page.Code code : page.code()) {
        if (code.commands().contains("mvn kubeless:deploy -Dkubeless.rollbackOnFailure")) {
          first(); // It is deployed, so that this is no revision, and the first one is kept.
        } else if (code.commands().contains("mvn kubeless:diff")) {
          Projects.write(
              hello, FUNCTION_YAML, "memory: 160Mi\nreplicas: 2\nconfig: {greeting: Hello}\n");
        } else if (code.text().contains("target/kubeless.zip")) {
          first();
          cluster.maven(hello, "package", "-DskipTests", "kubeless:push").succeeds();
        }
        if (!code.inSentence()) {
          reader.read(page, code);
        }
        if (code.text().contains("+ ConfigMap")) {
          assertThat(reader.output())
              .containsSubsequence(
                  "+ ConfigMap", "~ Deployment", "+ PodDisruptionBudget", "- Ingress");
        }
        if (code.text().contains("hello-deployed-1")) {
          assertThat(reader.output()).contains("\"kind\":\"Deployment\"");
        }
      }
      assertThat(reader.output())
          .contains("diff      ServiceAccount ConfigMap Service Deployment Ingress =\n");
    }
  }

  @Test
  @Order(3)
  void aFailedDeploymentIsReplacedByTheLastRevision() throws IOException {
    List<String> before = specifications(cluster);
    first();
    Projects.write(
        hello,
        "src/main/kubeless/deployment.yaml",
        "spec: {template: {spec: {nodeSelector: {disk: tape}}}}\n");
    Maven.Result failed =
        cluster.deploy(hello, "-Dkubeless.rollbackOnFailure", "-Dkubeless.wait=10").fails();
    assertThat(failed.error())
        .startsWith("KUBELESS-415 The function hello is not ready after 10 s\n");
    assertThat(failed.lines("rollback  ").replaceAll("\\d{4}-\\S+Z", "…"))
        .isEqualTo(
            "rollback  hello failed, and revision 5 of … is restored\n"
                + "rollback  revision 5 of hello is restored");
    assertThat(specifications(cluster)).isEqualTo(before);
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");

    cluster.maven(hello, "kubeless:undeploy").succeeds();
    assertThat(cluster.kubectl("get", "configmaps", "-o", "name").strip())
        .isEqualTo("configmap/kube-root-ca.crt");
  }

  /** Returns the changes of the last deployment, in the form of the summary. */
  private static String changes(Path project) throws IOException {
    Map<String, String> signs = Map.of("created", "+", "changed", "~", "same", "=", "pruned", "-");
    Map<String, String> kinds = new LinkedHashMap<>();
    for (String sign : List.of("+", "~", "=", "-")) {
      kinds.put(sign, "");
    }
    JsonNode result =
        new ObjectMapper().readTree(project.resolve("target/kubeless/result.json").toFile());
    for (JsonNode each : result.at("/functions/0/deployment/objects")) {
      String sign = signs.get(each.path("action").asText());
      kinds.merge(sign, each.path("kind").asText() + " ", String::concat);
    }
    return kinds.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getValue() + each.getKey())
        .collect(Collectors.joining("   "));
  }

  private static List<String> table(Maven.Result result) {
    return result
        .output()
        .lines()
        .filter(line -> line.matches("(hello|REVISION|\\d) .*"))
        .map(line -> line.replaceAll("\\d{4}-\\S+Z", "…"))
        .map(line -> line.replaceAll("sha256:[0-9a-f]{12}", "sha256:…"))
        .map(line -> line.replaceAll(" +", " "))
        .toList();
  }

  /**
   * Returns the objects of the function without what the cluster assigns: identity, versions,
   * status, and the addresses of Services.
   */
  private static List<String> specifications(Cluster cluster) throws IOException {
    JsonNode items =
        cluster
            .json(
                "get",
                "serviceaccounts,services,deployments,ingresses",
                "-l",
                "app.kubernetes.io/managed-by=kubeless-maven-plugin")
            .path("items");
    List<String> specifications = new ArrayList<>();
    for (JsonNode item : items) {
      ObjectNode object = item.deepCopy();
      object.remove("status");
      ObjectNode metadata = (ObjectNode) object.path("metadata");
      metadata.remove(
          List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"));
      if (metadata.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove("deployment.kubernetes.io/revision");
      }
      if (object.path("spec") instanceof ObjectNode spec) {
        spec.remove(List.of("clusterIP", "clusterIPs"));
      }
      specifications.add(object.toString());
    }
    return specifications;
  }
}
