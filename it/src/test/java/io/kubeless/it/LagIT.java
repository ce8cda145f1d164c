package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Autoscalers on the lag of triggers. The API server checks them; neither KEDA nor a broker runs,
 * so this test sets the number of pods.
 */
@OnCluster
class LagIT {
  private static final String KAFKA =
      "triggers: [{kafka: {topic: orders, servers: 'kafka.kafka:9092', tls: certificates,"
          + " sasl: login, lag: 100}}]\n";
  private static final String NATS =
      "triggers: [{nats: {subject: orders, servers: 'nats.nats', stream: ORDERS, lag: 100}}]\n";

  private static void write(Path project, String scaling, String triggers) throws IOException {
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "memory: 192Mi\nautoscaling: {" + scaling + "}\n" + triggers);
  }

  private static Path scaledToZero(Cluster cluster, String project, String scaling, String triggers)
      throws IOException {
    Path hello = Projects.example("hello", project);
    write(hello, scaling, triggers);
    cluster.kubectl("create", "secret", "generic", "certificates", "--from-literal=ca.crt=");
    cluster.kubectl(
        "create",
        "secret",
        "generic",
        "login",
        "--from-literal=username=a",
        "--from-literal=password=b");
    cluster.deploy(hello, "-Dkubeless.wait=0").succeeds();
    cluster.kubectl("scale", "deployment", "hello", "--replicas=0");
    return hello;
  }

  @Test
  void theApiServerTakesScaledObjectsAndAFunctionWithoutPodsIsReady() throws IOException {
    Cluster cluster = Cluster.namespace("it-lag-keda");
    Path hello = scaledToZero(cluster, "lag-keda", "min: 0, max: 3", KAFKA);
    assertThat(cluster.kubectl("get", "scaledobjects,triggerauthentications", "-o", "name").lines())
        .containsExactly(
            "scaledobject.keda.sh/hello", "triggerauthentication.keda.sh/hello.kafka.orders");

    Maven.Result again = cluster.deploy(hello).succeeds();

    assertThat(again.lines("apply "))
        .isEqualTo(
            "apply     ServiceAccount Service Deployment TriggerAuthentication ScaledObject =");
    assertThat(again.lines("ready ")).startsWith("ready     0/0 in ");
    write(hello, "min: 0, max: 3", NATS);
    Maven.Result changed = cluster.deploy(hello).succeeds();
    assertThat(changed.lines("ready ")).startsWith("ready     0/0 in ");
    assertThat(changed.lines("] - ")).isEqualTo("- TriggerAuthentication hello.kafka.orders");
    assertThat(
            cluster.kubectl(
                "get", "scaledobject", "hello", "-o", "jsonpath={.spec.triggers[*].type}"))
        .isEqualTo("nats-jetstream");
  }

  @Test
  void anAutomaticAutoscalerIsAScaledObjectWhereNoAdapterIsInstalledAndStays() throws IOException {
    Cluster cluster = Cluster.namespace("it-lag-auto");
    Path hello = scaledToZero(cluster, "lag-auto", "min: 1, max: 3, by: hpa", NATS);
    write(hello, "min: 0, max: 3, by: auto", NATS);

    Maven.Result chosen = cluster.deploy(hello).succeeds();

    assertThat(chosen.lines("scale "))
        .isEqualTo(
            "scale     hello by ScaledObject: the cluster has no adapter of external metrics");
    assertThat(cluster.kubectl("get", "scaledobjects,hpa", "-o", "name").lines())
        .containsExactly("scaledobject.keda.sh/hello");
    Maven.Result again = cluster.deploy(hello).succeeds();
    assertThat(again.lines("scale "))
        .isEqualTo("scale     hello by ScaledObject: the function has one");
    assertThat(again.lines("apply ")).endsWith(" ScaledObject =");
  }

  @Test
  void theApiServerTakesAHorizontalPodAutoscalerWithoutPods() throws IOException {
    Cluster cluster = Cluster.namespace("it-lag-hpa");
    int minor = Cluster.minorVersion();
    Assumptions.assumeTrue(minor >= 37, "Kubernetes 1." + minor + " accepts no minimum of 0");
    Path hello = scaledToZero(cluster, "lag-hpa", "min: 0, max: 3, by: hpa", KAFKA);

    Maven.Result again = cluster.deploy(hello).succeeds();
    assertThat(again.lines("apply "))
        .isEqualTo("apply     ServiceAccount Service Deployment HorizontalPodAutoscaler =");
    assertThat(again.lines("ready ")).startsWith("ready     0/0 in ");
    assertThat(cluster.kubectl("get", "hpa", "hello", "-o", "jsonpath={.spec.minReplicas}"))
        .isEqualTo("0");
  }
}
