package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Changes of a function between two deployments. */
class RolloutIT {
  @Test
  void aFunctionWhoseRolloutWasUndoneIsDeployedAgain() throws IOException {
    Cluster cluster = Cluster.namespace("it-undo");
    Path hello = Projects.example("hello", "rollout-undo");
    Projects.write(hello, "src/main/kubeless/function.yaml", "memory: 128Mi\nenv: {OLD: '1'}\n");
    cluster.deploy(hello).succeeds();
    Projects.edit(hello, "src/main/java/com/acme/Hello.java", "\"hello \"", "\"goodbye \"");
    Projects.write(hello, "src/main/kubeless/function.yaml", "memory: 128Mi\n");
    cluster.deploy(hello).succeeds();
    assertThat(cluster.kubectl("rollout", "history", "deployment/hello").lines().skip(2).toList())
        .allMatch(line -> line.matches("\\d +hello:1.0-SNAPSHOT@sha256:[0-9a-f]{12}|"))
        .hasSizeGreaterThan(1);

    cluster.kubectl("rollout", "undo", "deployment/hello");
    cluster.kubectl("rollout", "status", "deployment/hello", "--timeout=120s");
    assertThat(container(cluster)).contains("OLD");
    Maven.Result again = cluster.deploy(hello).succeeds();

    assertThat(again.lines("apply "))
        .isEqualTo("apply     Deployment ~   ServiceAccount Service =");
    assertThat(container(cluster)).doesNotContain("OLD");
    assertThat(cluster.awaitCall("hello", "Duke", "goodbye")).isEqualTo("goodbye Duke");
    assertThat(cluster.deploy(hello).succeeds().lines("apply "))
        .isEqualTo("apply     ServiceAccount Service Deployment =");
  }

  private static String container(Cluster cluster) throws IOException {
    return cluster.kubectl(
        "get", "deployment", "hello", "-o", "jsonpath={.spec.template.spec.containers[0]}");
  }

  @Test
  void aDeploymentThatIsInterruptedLeavesNoLock() throws Exception {
    Cluster cluster = Cluster.namespace("it-interrupt");
    Path hello = Projects.example("hello", "rollout-interrupt");
    Projects.edit(
        hello,
        "src/main/java/com/acme/Hello.java",
        "  @Override\n",
        "  @Override\n  public void onStart(Context context) throws Exception {\n"
            + "    Thread.sleep(50_000);\n  }\n\n  @Override\n");
    Started deploy =
        Maven.in(hello)
            .start(
                "kubeless:deploy",
                "-Dkubeless.namespace=it-interrupt",
                "-Dkubeless.image.base=" + Cluster.base());
    deploy.awaitLine("apply     ");
    assertThat(cluster.kubectl("get", "lease", "hello-deployed", "-o", "name")).isNotEmpty();

    Cluster.run("kill", "-INT", String.valueOf(deploy.pid()));

    deploy.awaitEnd();
    assertThat(cluster.kubectl("get", "leases", "-o", "name")).isEmpty();
  }
}
