package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Deployments of a function to a cluster, from the first one to undeploy. */
@OnCluster
class DeployIT {
  @Test
  void aDeployedFunctionAnswersThroughItsServiceAndThroughInvoke() throws IOException {
    Cluster cluster = Cluster.namespace("it-hello");
    Path hello = Projects.example("hello", "deploy-hello");

    Maven.Result deployed = cluster.deploy(hello).succeeds();

    assertThat(ArchetypeIT.transcript(deployed))
        .isEqualTo(
            """
            cluster   test / it-hello   target kubernetes   as admin
            image     127.0.0.1:5000/hello:1.0-SNAPSHOT@sha256:…   … pushed   … s
            apply     ServiceAccount Service Deployment +
            ready     1/1 in … s
            call      in cluster http://hello.it-hello:8080   from here: mvn kubeless:invoke -Dkubeless.namespace=it-hello -Dkubeless.data=Duke
            """);
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");
    Maven.Result invoked =
        Maven.in(hello)
            .run("kubeless:invoke", "-Dkubeless.namespace=it-hello", "-Dkubeless.data=Maven")
            .succeeds();
    assertThat(invoked.output()).contains("hello Maven\n");
    JsonNode result =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(hello.resolve("target/kubeless/result.json").toFile());
    assertThat(
            new Schema("result.schema.json").problems(hello.resolve("target/kubeless/result.json")))
        .isEmpty();
    assertThat(result.at("/functions/0/deployment/ready").asText()).isEqualTo("1/1");
    assertThat(result.at("/functions/0/deployment/objects/0/action").asText()).isEqualTo("created");

    String before = cluster.versions();
    Maven.Result again = cluster.deploy(hello).succeeds();
    assertThat(again.lines("apply  ")).isEqualTo("apply     ServiceAccount Service Deployment =");
    assertThat(cluster.versions()).isEqualTo(before);

    Maven.Result gone =
        Maven.in(hello).run("kubeless:undeploy", "-Dkubeless.namespace=it-hello").succeeds();
    assertThat(gone.lines("deleted ")).isEqualTo("deleted   3 objects of hello");
    assertThat(left(cluster)).isEmpty();
  }

  @Test
  void aFunctionThatRequiresALoginIsCalledWithIt() throws IOException {
    Cluster cluster = Cluster.namespace("it-login");
    String users = "auth=duke:$5$kubeless$qFM.H7hT6YN.G.IwqZYi/FWS.hEZkfMXl9iFEYKJb54";
    cluster.kubectl("create", "secret", "generic", "users", "--from-literal=" + users);
    Path hello = Projects.example("hello", "deploy-login");
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        "name: hello\nmemory: 128Mi\ntriggers:\n- http: {path: /hello, auth: {type: basic, secret: users}}\n");
    cluster.deploy(hello).succeeds();

    assertThat(cluster.maven(hello, "kubeless:invoke").fails().error())
        .contains("status 401", "log in: -Dkubeless.headers=\"Authorization: Basic $(");
    assertThat(
            cluster
                .maven(
                    hello,
                    "kubeless:invoke",
                    "-Dkubeless.data=Duke",
                    "-Dkubeless.headers=Authorization: Basic ZHVrZTpzZWNyZXQ=")
                .succeeds()
                .output())
        .contains("hello Duke\n");
  }

  private static String left(Cluster cluster) throws IOException {
    return cluster
        .kubectl(
            "get",
            "serviceaccounts,configmaps,services,deployments,replicasets,pods,ingresses,cronjobs,jobs,hpa,pdb,netpol,endpointslices",
            "-o",
            "jsonpath={range .items[?(@.metadata.name!='kube-root-ca.crt')]}{.kind}/{.metadata.name} {end}")
        .replace("ServiceAccount/default ", "")
        .strip();
  }

  @Test
  void noCallOfFiftyFailsInARolloutAndTheOldVersionIsSilentOnceItIsReady() throws Exception {
    Cluster cluster = Cluster.namespace("it-rollout");
    Path hello = Projects.example("hello", "deploy-rollout");
    cluster.deploy(hello).succeeds();
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");
    String old = cluster.kubectl("get", "pods", "-o", "name").strip();
    KeepAliveCallers callers = KeepAliveCallers.start(cluster.url("hello"), 50);

    Projects.edit(hello, "src/main/java/com/acme/Hello.java", "\"hello \"", "\"goodbye \"");
    AtomicReference<Instant> ready = new AtomicReference<>();
    Maven maven =
        Maven.in(hello)
            .onLine(
                line -> {
                  if (line.startsWith("[INFO] ready ")) {
                    ready.set(Instant.now());
                  }
                });
    cluster.maven(maven, "kubeless:deploy").succeeds();
    cluster.kubectl("wait", old, "--for=delete", "--timeout=120s");
    KeepAliveCallers.Report report = callers.stop();

    assertThat(report.failures()).isEmpty();
    assertThat(report.calls("hello x")).isPositive();
    assertThat(report.lastCallAnswered("hello x")).isBefore(ready.get());
    assertThat(report.lastCallAnswered("goodbye x")).isAfter(ready.get());
  }

  @Test
  void aChangedConfigurationIsAnsweredWithTheSameImage() throws IOException {
    Cluster cluster = Cluster.namespace("it-config");
    cluster.kubectl("create", "secret", "generic", "signing", "--from-literal=key=s3cret");
    Path project = Projects.example("config-secrets", "deploy-config");
    cluster.deploy(project, "-Dkubeless.env=staging").succeeds();
    assertThat(cluster.call("config-secrets", "Duke")).startsWith("Good day, Duke");
    String image = image(cluster, "config-secrets");

    Projects.edit(
        project, "src/main/kubeless/env/staging/function.yaml", "Good day", "Good evening");
    Maven.Result changed = cluster.deploy(project, "-Dkubeless.env=staging").succeeds();

    assertThat(changed.lines("apply  "))
        .isEqualTo("apply     ConfigMap +   Deployment ~   ServiceAccount Service =");
    assertThat(cluster.awaitCall("config-secrets", "Duke", "Good evening"))
        .startsWith("Good evening, Duke");
    assertThat(image(cluster, "config-secrets")).isEqualTo(image);
    assertThat(cluster.kubectl("get", "configmaps", "-o", "name").lines())
        .filteredOn(name -> name.contains("config-secrets-config-"))
        .hasSize(2); // the previous ConfigMap belongs to the previous revision
  }

  private static String image(Cluster cluster, String function) throws IOException {
    return cluster.kubectl(
        "get", "deployment", function, "-o", "jsonpath={.spec.template.spec.containers[0].image}");
  }

  @Test
  void aRemovedTriggerIsPrunedAndAnObjectOfAnotherOwnerIsKept() throws IOException {
    Cluster cluster = Cluster.namespace("it-prune");
    Path hello = Projects.example("hello", "deploy-prune");
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\ntriggers:\n- http: {host: hello.acme.com, path: /hello}\n");
    cluster.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: stranger
          labels: {function: hello, created-by: kubeless}
        spec:
          defaultBackend: {service: {name: hello, port: {number: 8080}}}
        """);
    cluster.deploy(hello).succeeds();
    assertThat(cluster.kubectl("get", "ingress", "-o", "name").lines())
        .containsExactly("ingress.networking.k8s.io/hello", "ingress.networking.k8s.io/stranger");
    assertThat(cluster.call("hello", "/hello/sub", "-d", "path")).isEqualTo("hello path");

    Projects.write(hello, "src/main/kubeless/function.yaml", "memory: 128Mi\n");
    Maven.Result pruned = cluster.deploy(hello).succeeds();

    assertThat(pruned.lines("apply  "))
        .isEqualTo("apply     Deployment ~   ServiceAccount Service =");
    assertThat(pruned.lines("] - ")).isEqualTo("- Ingress hello");
    assertThat(cluster.kubectl("get", "ingress", "-o", "name").lines())
        .containsExactly("ingress.networking.k8s.io/stranger");
  }

  @Test
  void aScheduledRunIsHandledOnce() throws Exception {
    Cluster cluster = Cluster.namespace("it-cron");
    Path nightly = Projects.example("nightly", "deploy-nightly");
    Projects.edit(
        nightly, "src/main/java/com/acme/Nightly.java", "\"30 3 * * *\"", "\"* * * * *\"");
    cluster.deploy(nightly).succeeds();

    String job = cluster.awaitJob();

    String log = cluster.kubectl("logs", "deployment/nightly");
    assertThat(log.lines().filter(line -> line.contains("run it-cron/" + job + " "))).hasSize(1);
    assertThat(log).contains("payload {\\\"keepDays\\\":30}");
    cluster.kubectl("delete", "cronjob", "nightly-cron");
  }

  @Test
  void aFunctionWithRunOnceStartsForEachScheduledRunAndNoPodRemainsInBetween() throws Exception {
    Cluster cluster = Cluster.namespace("it-once");
    Path nightly = Projects.example("nightly", "deploy-once");
    cluster.deploy(nightly).succeeds();
    Projects.write(nightly, "src/main/kubeless/function.yaml", "memory: 128Mi\nrun: once\n");

    Maven.Result once = cluster.deploy(nightly).succeeds();

    assertThat(once.lines("apply ")).isEqualTo("apply     CronJob ~   ServiceAccount =");
    assertThat(once.lines("] - ")).isEqualTo("- Deployment nightly\n- Service nightly");
    assertThat(once.lines("call "))
        .isEqualTo(
            "call      at each scheduled time of 30 3 * * * Europe/Berlin, nothing runs in between"
                + "   now:"
                + " kubectl create job nightly-now --from=cronjob/nightly-cron -n it-once");
    cluster.kubectl("wait", "deployment/nightly", "--for=delete", "--timeout=60s");
    assertThat(cluster.kubectl("get", "deployments,services,pods", "-o", "name")).isEmpty();
    cluster.kubectl("create", "job", "nightly-now", "--from=cronjob/nightly-cron");
    cluster.kubectl("wait", "job/nightly-now", "--for=condition=Complete", "--timeout=60s");
    assertThat(cluster.kubectl("logs", "job/nightly-now").lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).contains("run it-once/nightly-now ", "{\\\"keepDays\\\":30}"),
            line -> assertThat(line).contains("\"message\":\"POST 200\""),
            line -> assertThat(line).contains("\"function_calls_total\":1"));
    Maven.Result shown =
        cluster.maven(nightly, "kubeless:status", "kubeless:list", "kubeless:logs").succeeds();
    assertThat(shown.output().replaceAll(" +", " "))
        .contains("\nreplicas started by its schedules only\n")
        .containsPattern("\nrun succeeded at \\S+Z nightly-now-\\w+\n")
        .containsPattern("\nnightly - kubernetes cronjob \\S+ com.acme:nightly ")
        .contains("\"function_calls_total\":1")
        .doesNotContain("problem ");
    String versions = cluster.versions();
    cluster.deploy(nightly).succeeds();
    assertThat(cluster.versions()).isEqualTo(versions);
    assertThat(cluster.maven(nightly, "kubeless:invoke").fails().error())
        .isEqualTo(
            """
            KUBELESS-421 The function nightly cannot be called on the cluster
              where: src/main/kubeless/function.yaml:2:6
              why:   with run: once, a process starts for each scheduled time and accepts no other calls
              do:    kubectl create job nightly-now --from=cronjob/nightly-cron -n it-once, or call it on this machine: mvn kubeless:run, and -Dkubeless.local""");
  }

  @Test
  void withoutARegistryTheOneThatTheClusterNamesIsTaken() throws IOException {
    Cluster cluster = Cluster.namespace("it-local-registry");
    Path hello = Projects.example("hello", "deploy-local-registry");
    String hosting = "# of this machine\nhost: '" + System.getenv("KUBELESS_REGISTRY") + "'\n";
    Exclusive named = Exclusive.use("local-registry-hosting");
    Cluster.run(
        "kubectl",
        "-n",
        "kube-public",
        "create",
        "configmap",
        "local-registry-hosting",
        "--from-literal=localRegistryHosting.v1=" + hosting);
    try {
      Maven.in(hello)
          .environment("KUBELESS_REGISTRY", "")
          .run(
              "kubeless:deploy",
              "-Dkubeless.namespace=it-local-registry",
              "-Dkubeless.image.base=" + Cluster.base())
          .succeeds();
      assertThat(image(cluster, "hello"))
          .startsWith(System.getenv("KUBELESS_REGISTRY") + "/hello@sha256:");
    } finally {
      Cluster.run("kubectl", "-n", "kube-public", "delete", "configmap", "local-registry-hosting");
      named.close();
    }
  }

  @Test
  void anObjectOfAnotherOwnerIsRefusedUnlessAdopted() throws IOException {
    Cluster cluster = Cluster.namespace("it-adopt");
    Path hello = Projects.example("hello", "deploy-adopt");
    cluster.kubectl("create", "service", "clusterip", "hello", "--tcp=8080:8080");

    assertThat(cluster.deploy(hello).fails().error())
        .isEqualTo(
            """
            KUBELESS-403 Service hello exists and has another owner
              where: Service/hello in it-adopt
              why:   it has no label app.kubernetes.io/managed-by
              do:    choose another -Dkubeless.name, or take it over: -Dkubeless.adopt""");
    cluster.deploy(hello, "-Dkubeless.adopt").succeeds();
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");
  }

  @Test
  void aFieldOfAnotherManagerIsReportedWithBothValues() throws IOException {
    Cluster cluster = Cluster.namespace("it-conflict");
    Path hello = Projects.example("hello", "deploy-conflict");
    cluster.deploy(hello).succeeds();
    cluster.kubectl(
        "patch",
        "deployment",
        "hello",
        "--field-manager=bob",
        "--type=merge",
        "-p",
        "{\"spec\":{\"template\":{\"spec\":{\"terminationGracePeriodSeconds\":77}}}}");

    assertThat(cluster.deploy(hello).fails().error())
        .isEqualTo(
            """
            KUBELESS-401 Deployment hello has fields that another manager set
              where: Deployment/hello
              why:   .spec.template.spec.terminationGracePeriodSeconds was set by bob to 77; this deployment sets it to 190
              do:    set the same values in function.yaml or a fragment, or overwrite the fields: -Dkubeless.force""");
    cluster.deploy(hello, "-Dkubeless.force").succeeds();
  }

  @Test
  void aChangedTargetIsRefusedAndNamesTheFlag() throws IOException {
    Cluster cluster = Cluster.namespace("it-target");
    Path hello = Projects.example("hello", "deploy-target");
    cluster.deploy(hello).succeeds();

    assertThat(cluster.deploy(hello, "-Dkubeless.target=kubeless").fails().error())
        .isEqualTo(
            """
            KUBELESS-404 The function hello is deployed for target kubernetes
              where: namespace it-target
              why:   its objects would be deleted first, so it does not answer for some seconds
              do:    use -Dkubeless.target=kubernetes, or switch the target: -Dkubeless.switchTarget""");
  }

  @Test
  void anAutoscalerStartsWithTheLiveNumberOfPods() throws IOException {
    Cluster cluster = Cluster.namespace("it-autoscaler");
    Path hello = Projects.example("hello", "deploy-autoscaler");
    Projects.write(
        hello, "src/main/kubeless/function.yaml", "memory: 128Mi\ncpu: 10m\nreplicas: 2\n");
    cluster.deploy(hello).succeeds();
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\ncpu: 10m\nautoscaling: {min: 2, max: 4}\n");
    Maven.Result scaled = cluster.deploy(hello).succeeds();

    assertThat(scaled.lines("ready  ")).startsWith("ready     2/2");
    assertThat(cluster.kubectl("get", "deployment", "hello", "-o", "jsonpath={.spec.replicas}"))
        .isEqualTo("2");
    String before = cluster.versions().replaceAll("HorizontalPodAutoscaler.*\n", "");
    cluster.deploy(hello).succeeds();
    assertThat(cluster.versions().replaceAll("HorizontalPodAutoscaler.*\n", "")).isEqualTo(before);

    Projects.write(
        hello, "src/main/kubeless/function.yaml", "memory: 128Mi\ncpu: 10m\nreplicas: 1\n");
    Maven.Result fixed = cluster.deploy(hello).succeeds();
    assertThat(fixed.lines("ready  ")).startsWith("ready     1/1");
    assertThat(cluster.kubectl("get", "hpa", "-o", "name")).isEmpty();
  }
}
