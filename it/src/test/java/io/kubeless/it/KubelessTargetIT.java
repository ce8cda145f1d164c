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

  private static void serve() throws IOException {
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
