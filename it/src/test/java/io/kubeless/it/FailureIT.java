package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The reason of a function that does not become ready is reported soon after the cluster detects
 * it.
 */
@OnCluster
class FailureIT {
  /** Below the wait of a deployment, which is five minutes, also on a busy machine. */
  private static final Duration SOON = Duration.ofMinutes(3);

  private static String plain(String error) {
    return error
        .replaceAll("sha256:[0-9a-f]{64}", "sha256:…")
        .replaceAll("hello-[0-9a-f]+-[0-9a-z]{5}", "hello-…")
        .replaceAll("hello-[0-9a-f]{8,10}\\b", "hello-…");
  }

  private static Path failing(String test, String statement) throws IOException {
    Path hello = Projects.example("hello", test);
    Projects.edit(
        hello,
        "src/main/java/com/acme/Hello.java",
        "  @Override\n",
        "  @Override\n  public void onStart(Context context) throws Exception {\n    "
            + statement
            + "\n  }\n\n  @Override\n");
    return hello;
  }

  @Test
  void aFunctionThatCannotStart() throws IOException {
    Cluster cluster = Cluster.namespace("it-start");
    Path hello =
        failing("fail-start", "throw new IllegalStateException(\"no database at db:5432\");");

    Maven.Result failed = cluster.deploy(hello).fails();

    assertThat(plain(failed.error()).replace(" (restarted)", ""))
        .isEqualTo(
            """
            KUBELESS-412 The function hello cannot start
              where: Pod/hello-… in it-start
              why:   onStart of com.acme.Hello threw java.lang.IllegalStateException: no database at db:5432
                     no pod is ready; Kubernetes keeps trying until you deploy again or undeploy
              do:    kubectl logs hello-… -n it-start --previous shows its log; mvn kubeless:run starts the function on this machine""");
    assertSoon(failures(cluster).last()); // a single failure is not conclusive
  }

  /** Returns the times at which containers of the pods ended, in ascending order. */
  private static SortedSet<Instant> failures(Cluster cluster) throws IOException {
    SortedSet<Instant> times = new TreeSet<>();
    for (JsonNode pod : cluster.json("get", "pods").path("items")) {
      for (JsonNode container : pod.path("status").path("containerStatuses")) {
        for (String state : new String[] {"state", "lastState"}) {
          String at = container.path(state).path("terminated").path("finishedAt").asText();
          if (!at.isEmpty()) {
            times.add(Instant.parse(at));
          }
        }
      }
    }
    return times;
  }

  private static void assertSoon(Instant known) {
    assertThat(Duration.between(known, Instant.now())).isLessThan(SOON);
  }

  @Test
  void anImageThatCannotBePulled() throws IOException {
    Cluster cluster = Cluster.namespace("it-pull");
    Path hello = Projects.example("hello", "fail-pull");
    Projects.write(
        hello,
        "src/main/kubeless/deployment.yaml",
        "spec:\n  template:\n    spec:\n      containers:\n      - name: hello\n"
            + "        image: 127.0.0.1:5000/nobody/nothing:1\n");

    String error = plain(cluster.deploy(hello).fails().error());

    assertThat(error)
        .startsWith(
            """
            KUBELESS-411 The function hello cannot pull its image
              where: Pod/hello-… in it-pull
              why:  \s""")
        .contains("127.0.0.1:5000/nobody/nothing:1")
        .contains("not found")
        .endsWith(
            "do:    check that the nodes can reach 127.0.0.1:5000 under that name, and that the image"
                + " exists");
    assertSoon(
        Instant.parse(
            cluster.kubectl(
                "get",
                "events",
                "--field-selector=reason=Failed",
                "--sort-by=.firstTimestamp",
                "-o",
                "jsonpath={.items[0].firstTimestamp}")));
  }

  @Test
  void aFunctionBeyondItsQuotaIsRefusedBeforeAnythingIsWritten() throws IOException {
    Cluster cluster = Cluster.namespace("it-quota");
    cluster.apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: small}
        spec: {hard: {requests.memory: 64Mi}}
        """);
    Path hello = Projects.example("hello", "fail-quota");

    assertThat(plain(cluster.deploy(hello).fails().error()))
        .isEqualTo(
            """
            KUBELESS-414 The pods of Deployment hello would be refused
              where: https://127.0.0.1:16443 POST /api/v1/namespaces/it-quota/pods
              why:   pods "hello-admission" is forbidden: exceeded quota: small, requested: requests.memory=128Mi, used: requests.memory=0, limited: requests.memory=64Mi
              do:    request a larger quota, or lower memory, cpu or replicas of the function""");
    assertThat(cluster.versions()).isEmpty();
  }

  @Test
  void podsThatAnAdmissionRuleRefusesAreReportedBeforeAnythingIsWritten() throws IOException {
    Cluster cluster = Cluster.namespace("it-admission"); // enforces Pod Security level restricted
    Path hello = Projects.example("hello", "fail-admission");
    String fragment = "src/main/kubeless/deployment.yaml";
    Projects.write(
        hello,
        fragment,
        "spec: {template: {spec: {containers: [{name: hello, securityContext: {allowPrivilegeEscalation: true}}]}}}\n");

    String refused = plain(cluster.deploy(hello).fails().error());
    assertThat(refused)
        .isEqualTo(
            """
            KUBELESS-402 The pods of Deployment hello would be refused
              where: https://127.0.0.1:16443 POST /api/v1/namespaces/it-admission/pods
              why:   pods "hello-admission" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "hello" must set securityContext.allowPrivilegeEscalation=false)
              do:    check which admission rule of the cluster rejected it""");
    assertThat(plain(cluster.maven(hello, "kubeless:doctor").fails().error())).isEqualTo(refused);

    Files.delete(hello.resolve(fragment));
    cluster.apply(
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: small}
        spec: {limits: [{type: Container, max: {memory: 64Mi}}]}
        """);
    String tooLarge = plain(cluster.deploy(hello).fails().error());
    assertThat(tooLarge)
        .isEqualTo(
            """
            KUBELESS-402 The pods of Deployment hello would be refused
              where: https://127.0.0.1:16443 POST /api/v1/namespaces/it-admission/pods
              why:   pods "hello-admission" is forbidden: maximum memory usage per Container is 64Mi, but limit is 128Mi
              do:    check which admission rule of the cluster rejected it""");
    assertThat(plain(cluster.maven(hello, "kubeless:doctor").fails().error())).isEqualTo(tooLarge);
    assertThat(cluster.versions()).isEmpty();
    cluster.kubectl("delete", "limitrange", "small");

    // One pod would be accepted, so that only the rollout finds it.
    cluster.apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: one}
        spec: {hard: {pods: "1"}}
        """);
    Projects.write(hello, "src/main/kubeless/function.yaml", "memory: 128Mi\nreplicas: 2\n");
    String second = plain(cluster.deploy(hello).fails().error());
    assertThat(second)
        .startsWith(
            """
            KUBELESS-414 The pods of hello are rejected
              where: Deployment/hello in it-admission
              why:   pods "hello-…" is forbidden: exceeded quota: one, requested: pods=1, used: pods=1, limited: pods=1
            """)
        .endsWith(
            "\n  do:    request a larger quota, or lower memory, cpu or replicas of the function")
        .doesNotContain("previous version");
    assertThat(cluster.maven(hello, "kubeless:status").succeeds().output())
        .contains("problem   KUBELESS-414 The pods of hello are rejected\n");
  }

  @Test
  void aFunctionThatTheKernelKillsForItsMemory() throws IOException {
    Cluster cluster = Cluster.namespace("it-oom");
    Path hello =
        failing(
            "fail-oom",
            "java.nio.ByteBuffer all = java.nio.ByteBuffer.allocateDirect(512 << 20);\n"
                + "    for (int i = 0; i < all.capacity(); i += 4096) {\n      all.put(i, (byte) 1);\n    }");
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\nenv: {JDK_JAVA_OPTIONS: \"-XX:MaxDirectMemorySize=1g\"}\n");

    Maven.Result failed = cluster.deploy(hello).fails();

    assertThat(plain(failed.error()))
        .isEqualTo(
            """
            KUBELESS-413 The function hello ran out of memory
              where: Pod/hello-… in it-oom
              why:   OOMKilled: the container used more than its limit
                     no pod is ready; Kubernetes keeps trying until you deploy again or undeploy
              do:    raise memory in function.yaml, or look for a leak; memory outside the heap counts too""");
    assertSoon(failures(cluster).first());
  }

  @Test
  void aFunctionThatFillsItsHeap() throws IOException {
    Cluster cluster = Cluster.namespace("it-heap");
    Path hello =
        failing(
            "fail-heap",
            "java.util.List<byte[]> all = new java.util.ArrayList<>();\n"
                + "    while (true) {\n      all.add(new byte[1 << 20]);\n    }");

    assertThat(plain(cluster.deploy(hello).fails().error()))
        .isEqualTo(
            """
            KUBELESS-413 The function hello ran out of memory
              where: Pod/hello-… in it-heap
              why:   the Java heap is full: exit code 3
                     no pod is ready; Kubernetes keeps trying until you deploy again or undeploy
              do:    raise memory in function.yaml, or look for a leak; memory outside the heap counts too""");
  }

  @Test
  void aMissingSecretIsReportedBeforeTheFirstWrite() throws IOException {
    Cluster cluster = Cluster.namespace("it-secret");
    Path hello = Projects.example("hello", "fail-secret");
    Projects.write(
        hello, "src/main/kubeless/function.yaml", "memory: 128Mi\nsecrets: [database]\n");

    assertThat(cluster.deploy(hello).fails().error())
        .isEqualTo(
            """
            KUBELESS-405 The Secret database is missing
              where: namespace it-secret
              why:   the pods would wait for it and never start
              do:    kubectl create secret generic database -n it-secret --from-literal=<key>=<value>""");
    assertThat(cluster.versions()).isEmpty();
  }

  @Test
  void aMissingNamespaceIsReportedWithTheCommandThatCreatesIt() throws IOException {
    Path hello = Projects.example("hello", "fail-namespace");
    assertThat(
            Maven.in(hello).run("kubeless:deploy", "-Dkubeless.namespace=nowhere").fails().error())
        .isEqualTo(
            """
            KUBELESS-408 The namespace nowhere does not exist
              where: https://127.0.0.1:16443 (context test)
              why:   deploying does not create namespaces
              do:    kubectl create namespace nowhere, or choose one: -Dkubeless.namespace""");
  }
}
