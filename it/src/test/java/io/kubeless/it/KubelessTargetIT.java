package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The resources of Kubeless, on a cluster that serves them but runs no controller. */
@OnCluster
class KubelessTargetIT {
  private static Cluster cluster;

  private static Exclusive resources;

  @BeforeAll
  static void cluster() throws IOException {
    resources = Exclusive.use("kubeless.io");
    cluster = Cluster.namespace("it-kubeless");
    serve();
  }

  @AfterAll
  static void others() throws IOException {
    resources.close();
  }

  static void serve() throws IOException {
    Cluster.run("kubectl", "apply", "-f", Projects.ROOT.resolve("it/kubeless-crds.yaml") + "");
    Cluster.run("kubectl", "wait", "--for=condition=Established", "crd/functions.kubeless.io");
  }

  private static Maven.Result run(Path project, String goal, String... more) throws IOException {
    String[] words = new String[more.length + 4];
    words[0] = goal;
    words[1] = "-Dkubeless.namespace=it-kubeless";
    words[2] = "-Dkubeless.target=kubeless";
    words[3] = "-Dkubeless.image.base=" + Cluster.base();
    System.arraycopy(more, 0, words, 4, more.length);
    return Maven.in(project).run(words);
  }

  @Test
  @Executes(value = "docs/deploying.md", sections = "The target kubeless")
  void theCommandOfThePageAppliesAFunctionOfKubeless() throws Exception {
    Path hello = Projects.example("hello", "kubeless-page");
    Projects.write(hello, "src/main/kubeless/function.yaml", "name: page\nmemory: 128Mi\n");
    try (Reader reader = Reader.on(cluster, hello, 18350).arguments("-Dkubeless.wait=0")) {
      reader.read(Page.of("docs/deploying.md", "The target kubeless"));
      assertThat(reader.output()).contains("apply     Function +");
    }
  }

  @Test
  void aFunctionIsAppliedWithItsTriggersAndDeletedThoughItsControllerIsGone() throws IOException {
    Path hello = Projects.example("hello", "kubeless-hello");
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\nautoscaling: {max: 3}\ntriggers:\n- http: {host: hello.acme.com}\n- cronjob: {schedule: '@daily'}\n");

    Maven.Result deployed = run(hello, "kubeless:deploy", "-Dkubeless.wait=0").succeeds();

    assertThat(deployed.lines("apply  "))
        .isEqualTo("apply     Function HTTPTrigger CronJobTrigger +");
    assertThat(
            cluster.kubectl(
                "get",
                "functions.kubeless.io",
                "hello",
                "-o",
                "jsonpath={.spec.horizontalPodAutoscaler.metadata.namespace} {.spec.deployment.spec.template.spec.containers[0].image}"))
        .matches("it-kubeless 127\\.0\\.0\\.1:5000/hello@sha256:[0-9a-f]{64}");
    assertThat(run(hello, "kubeless:deploy", "-Dkubeless.wait=0").succeeds().lines("apply  "))
        .isEqualTo("apply     Function HTTPTrigger CronJobTrigger =");

    cluster.kubectl(
        "patch",
        "functions.kubeless.io",
        "hello",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":[\"kubeless.io/function\"]}}");
    Maven.Result gone = run(hello, "kubeless:undeploy").succeeds();

    assertThat(gone.lines("removed the finalizer"))
        .isEqualTo(
            "removed the finalizer kubeless.io/function of Function hello: no controller of Kubeless"
                + " reacts");
    assertThat(gone.lines("deleted ")).isEqualTo("deleted   3 objects of hello");
    assertThat(
            cluster.kubectl(
                "get",
                "functions.kubeless.io,httptriggers.kubeless.io,cronjobtriggers.kubeless.io",
                "-o",
                "name"))
        .isEmpty();
  }

  @Test
  void aFunctionWithoutAControllerIsReported() throws IOException {
    Path hello = Projects.example("hello", "kubeless-served");
    Maven.Result deployed =
        run(hello, "kubeless:deploy", "-Dkubeless.name=served", "-Dkubeless.wait=3").fails();
    assertThat(deployed.error())
        .isEqualTo(
            """
            KUBELESS-416 No Deployment was created for the Function served
              where: namespace it-kubeless
              why:   the Kubeless controller does not seem to be running
              do:    deploy native objects: -Dkubeless.target=kubernetes -Dkubeless.switchTarget""");

    Maven.Result switched =
        Maven.in(hello)
            .run(
                "kubeless:deploy",
                "-Dkubeless.namespace=it-kubeless",
                "-Dkubeless.name=served",
                "-Dkubeless.image.base=" + Cluster.base(),
                "-Dkubeless.switchTarget")
            .succeeds();
    assertThat(switched.lines("ready  ")).startsWith("ready     1/1");
    assertThat(cluster.call("served", "Duke")).isEqualTo("hello Duke");
    assertThat(cluster.kubectl("get", "functions.kubeless.io", "-o", "name"))
        .doesNotContain("served");
  }

  @Test
  void theGoalsThatShowFunctionsReportWhatIsTrueWithoutAController() throws IOException {
    Path shown = Projects.example("hello", "kubeless-shown");
    String yaml =
        "name: shown\nmemory: %s\nconfig: {greeting: %s}\ntriggers:\n- http: {host: shown.acme.com}\n";
    Projects.write(
        shown,
        "src/main/kubeless/function.yaml",
        yaml.formatted("192Mi", "Hi")
            + "- cronjob: {schedule: '@daily'}\n- kafka: {topic: orders}\n- nats: {subject: images}\n");
    run(shown, "kubeless:deploy", "-Dkubeless.wait=0").succeeds();
    Maven.Result first =
        run(shown, "kubeless:status", "kubeless:list", "kubeless:history").succeeds();
    assertThat(printed(first))
        .contains(
            """
            target kubeless module com.acme:hello
            """,
            """
            replicas 0 of 1 ready
            trigger http shown.acme.com/
            trigger cronjob @daily
            trigger kafka orders
            trigger nats images
            url http://shown.it-kubeless:8080
            url http://shown.acme.com/
            deployed revision 1 at … by admin: ConfigMap Function HTTPTrigger CronJobTrigger KafkaTrigger NATSTrigger +
            problem KUBELESS-416 No Deployment was created for the Function shown
            where: namespace it-kubeless
            why: the Kubeless controller does not seem to be running
            do: deploy native objects: -Dkubeless.target=kubernetes -Dkubeless.switchTarget
            """,
            "shown 0/1 kubeless cronjob,http,kafka,nats ",
            "1 current … admin 127.0.0.1:5000/shown:1.0-SNAPSHOT@sha256:… ConfigMap Function");
    Maven.Result doctor = run(shown, "kubeless:doctor").fails();
    assertThat(doctor.error())
        .startsWith("KUBELESS-416 The Kubeless controller is not running on this cluster\n");

    Projects.write(shown, "src/main/kubeless/function.yaml", yaml.formatted("224Mi", "Bye"));
    Maven.Result diff = run(shown, "kubeless:diff", "-Dkubeless.diff.failOnDrift=false").succeeds();
    assertThat(diff.lines("diff  "))
        .isEqualTo(
            "diff      ConfigMap +   Function ~   HTTPTrigger =   NATSTrigger KafkaTrigger CronJobTrigger -");
    assertThat(printed(diff)).contains("limits.memory\n[INFO] - 192Mi\n[INFO] + 224Mi\n");
    assertThat(run(shown, "kubeless:deploy", "-Dkubeless.wait=0").succeeds().lines("apply  "))
        .isEqualTo("apply     ConfigMap +   Function ~   HTTPTrigger =");

    served("shown");
    assertThat(printed(run(shown, "kubeless:status").succeeds()))
        .contains("\nproblem KUBELESS-416 The Deployment shown was not updated to the Function\n");

    Maven.Result back = run(shown, "kubeless:rollback", "-Dkubeless.wait=0").succeeds();
    assertThat(back.lines("apply  "))
        .isEqualTo(
            "apply     CronJobTrigger KafkaTrigger NATSTrigger +   Function ~   ConfigMap HTTPTrigger =");
    assertThat(printed(run(shown, "kubeless:history").succeeds()))
        .contains("\n3 current … ", "rollback to 1: ");
    run(shown, "kubeless:undeploy").succeeds();
  }

  /** Creates the Deployment of a Function as its controller did, but with another image. */
  private static void served(String function) throws IOException {
    cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: %1$s
          labels: {created-by: kubeless, function: %1$s}
          ownerReferences: [{apiVersion: kubeless.io/v1beta1, kind: Function, name: %1$s, uid: %2$s}]
        spec:
          replicas: 0
          selector: {matchLabels: {created-by: kubeless, function: %1$s}}
          template:
            metadata: {labels: {created-by: kubeless, function: %1$s}}
            spec: {containers: [{name: %1$s, image: 'kubeless/java:8'}]}
        """
            .formatted(
                function,
                cluster.kubectl(
                    "get", "functions.kubeless.io", function, "-o", "jsonpath={.metadata.uid}")));
  }

  /** Returns the output with single spaces, and without times and digests. */
  private static String printed(Maven.Result result) {
    return result
        .output()
        .replaceAll(" +", " ")
        .replaceAll("(?m)^ ", "")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\S+Z", "…")
        .replaceAll("sha256:[0-9a-f]{12,64}", "sha256:…");
  }

  @Test
  void unsupportedFeaturesAreReportedBeforeTheBuild() throws IOException {
    Path nightly = Projects.example("nightly", "kubeless-nightly");
    assertThat(run(nightly, "kubeless:deploy").fails().error())
        .isEqualTo(
            """
            KUBELESS-313 Target kubeless does not support the time zone Europe/Berlin
              where: function nightly
              why:   a CronJobTrigger has no time zone, so it would run at other times
              do:    deploy native objects: -Dkubeless.target=kubernetes""");
  }

  @Test
  void applyRefusesUnsupportedFeatures() throws IOException {
    Path nightly = Projects.example("nightly", "kubeless-apply");
    assertThat(
            run(nightly, "package", "-DskipTests", "kubeless:push", "kubeless:apply")
                .fails()
                .error())
        .startsWith("KUBELESS-313 Target kubeless does not support the time zone Europe/Berlin\n");
  }

  @Test
  void aKindThatTheClusterDoesNotServeIsReported() throws IOException {
    Path hello = Projects.example("hello", "kubeless-unserved");
    Projects.write(
        hello, "src/main/kubeless/function.yaml", "name: unserved\ntriggers: [{http: {}}]\n");
    Cluster.run("kubectl", "delete", "crd", "httptriggers.kubeless.io");
    try {
      assertThat(run(hello, "kubeless:deploy").fails().error())
          .isEqualTo(
              """
              KUBELESS-407 HTTPTrigger unserved is rejected
                where: https://127.0.0.1:16443 PATCH /apis/kubeless.io/v1beta1/namespaces/it-kubeless/httptriggers/unserved
                why:   the server answered 404: 404 page not found
                do:    list the kinds that the cluster serves: kubectl api-resources""");
    } finally {
      serve();
    }
  }
}
