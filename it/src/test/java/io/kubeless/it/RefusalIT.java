package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Deployments that the cluster, or somebody else's object in it, prevents. */
@OnCluster
class RefusalIT {
  @Test
  void aRuleOfTheClusterIsQuoted() throws IOException {
    Cluster cluster = Cluster.namespace("it-rule");
    cluster.apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: it-rule}
        spec:
          failurePolicy: Fail
          matchConstraints:
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [services]}]
          validations: [{expression: "'team' in object.metadata.labels", message: "every Service has a team"}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: it-rule}
        spec:
          policyName: it-rule
          validationActions: [Deny]
          matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: it-rule}}}
        """);
    Path hello = Projects.example("hello", "refusal-rule");
    String error = "";
    // it takes a moment until the policy is enforced
    for (int i = 0; i < 5 && !error.contains("every Service"); i++) {
      error = cluster.maven(hello, "kubeless:deploy", "-Dkubeless.wait=0").error();
      if (error.isEmpty()) {
        cluster.maven(hello, "kubeless:undeploy").succeeds();
      }
    }
    assertThat(error)
        .isEqualTo(
            """
            KUBELESS-402 Service hello is rejected
              where: https://127.0.0.1:16443 PATCH /api/v1/namespaces/it-rule/services/hello
              why:   services "hello" is forbidden: ValidatingAdmissionPolicy 'it-rule' with binding 'it-rule' denied request: every Service has a team
              do:    check which admission rule of the cluster rejected it""");
    assertThat(cluster.versions()).isEmpty();
    Projects.write(
        hello, "src/main/kubeless/function.yaml", "memory: 128Mi\nlabels: {team: blue}\n");
    cluster.maven(hello, "kubeless:deploy").succeeds();
    Cluster.run(
        "kubectl",
        "delete",
        "validatingadmissionpolicy,validatingadmissionpolicybinding",
        "it-rule");
  }

  @Test
  void aLockThatIsRenewedIsRefusedAndOneThatIsNotIsTakenOver() throws Exception {
    Cluster cluster = Cluster.namespace("it-lock");
    Path hello = Projects.example("hello", "refusal-lock");
    cluster.maven(hello, "kubeless:deploy").succeeds();
    Projects.edit(hello, "src/main/java/com/acme/Hello.java", "\"hello \"", "\"bye \"");
    cluster.apply(
        """
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: hello-deployed}
        spec: {holderIdentity: bob@laptop/4711, leaseDurationSeconds: 20, acquireTime: "2026-11-26T08:00:00.000000Z", renewTime: "2026-11-26T08:00:00.000000Z"}
        """);
    AtomicBoolean alive = new AtomicBoolean(true);
    FutureTask<Integer> bob =
        new FutureTask<>(
            () -> {
              int renewals = 0;
              for (; alive.get(); renewals++) {
                renew(cluster, renewals);
                Thread.sleep(2000);
              }
              return renewals;
            });
    new Thread(bob, "bob").start();
    String refused;
    try {
      refused = cluster.maven(hello, "kubeless:deploy").fails().error();
    } finally {
      alive.set(false);
    }
    assertThat(bob.get()).isPositive();
    assertThat(refused.replaceAll("renewed it at \\S+;", "renewed it at …;"))
        .isEqualTo(
            """
            KUBELESS-406 The function hello is being changed by another process
              where: Lease/hello-deployed in it-lock
              why:   bob@laptop/4711 acquired the lock at 2026-11-26T08:00:00.000000Z and last renewed it at …; the lock expires 20 s after its last renewal
              do:    wait until that process has finished, or end it, and try again""");

    Maven.Result after = cluster.maven(hello, "kubeless:deploy").succeeds();
    assertThat(after.lines("waiting   for"))
        .isEqualTo("waiting   for bob@laptop/4711, which is changing hello or has ended");
    assertThat(cluster.awaitCall("hello", "Duke", "bye")).isEqualTo("bye Duke");
    assertThat(cluster.kubectl("get", "leases", "-o", "name")).isEmpty();
  }

  private static void renew(Cluster cluster, int renewals) throws IOException {
    String time =
        String.format(
            Locale.ROOT, "2026-11-26T08:%02d:%02d.000000Z", renewals / 60, 1 + renewals % 59);
    cluster.kubectl(
        "patch",
        "lease",
        "hello-deployed",
        "--type=merge",
        "-p",
        "{\"spec\":{\"renewTime\":\"" + time + "\"}}");
  }

  @Test
  void applyWithoutADigestIsRefusedAndWithOneItDeploys() throws IOException {
    Cluster cluster = Cluster.namespace("it-apply");
    Path hello = Projects.example("hello", "refusal-apply");
    assertThat(cluster.maven(hello, "process-classes", "kubeless:apply").fails().error())
        .isEqualTo(
            """
            KUBELESS-409 The image of hello has no digest
              where: 127.0.0.1:5000/hello:1.0-SNAPSHOT
              why:   a tag can be moved to another image, and a digest cannot
              do:    push it first: mvn kubeless:push kubeless:apply, or mvn kubeless:deploy""");
    cluster.maven(hello, "package", "-DskipTests", "kubeless:push").succeeds();
    cluster.maven(hello, "process-classes", "kubeless:apply").succeeds();
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");
  }

  @Test
  void aFunctionThatIsNotReadyInTimeIsReportedWithTheStateOfItsPod() throws IOException {
    Cluster cluster = Cluster.namespace("it-late");
    Path hello = Projects.example("hello", "refusal-late");
    Projects.write(
        hello,
        "src/main/kubeless/deployment.yaml",
        "spec: {template: {spec: {nodeSelector: {disk: tape}}}}\n");
    assertThat(cluster.maven(hello, "kubeless:deploy", "-Dkubeless.wait=4").fails().error())
        .startsWith(
            """
            KUBELESS-415 The function hello is not ready after 4 s
              where: namespace it-late
              why:   no node takes the pod: 0/1 nodes are available: 1 node(s) didn't match""")
        .endsWith(
            "do:    kubectl describe deployment hello -n it-late, or wait longer: -Dkubeless.wait=600");
  }

  @Test
  void anObjectThatIsNotDeletedIsReportedWithItsFinalizer() throws IOException {
    Cluster cluster = Cluster.namespace("it-held");
    Path hello = Projects.example("hello", "refusal-held");
    cluster.maven(hello, "kubeless:deploy").succeeds();
    cluster.kubectl(
        "patch",
        "service",
        "hello",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":[\"acme.com/hold\"]}}");
    assertThat(cluster.maven(hello, "kubeless:undeploy", "-Dkubeless.wait=15").fails().error())
        .isEqualTo(
            """
            KUBELESS-417 Service hello was deleted but still exists
              where: namespace it-held
              why:   its finalizers are acme.com/hold
              do:    look at it with: kubectl get service hello -n it-held -o yaml""");
    cluster.kubectl(
        "patch", "service", "hello", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
    cluster.maven(hello, "kubeless:undeploy").succeeds();
  }

  @Test
  void aFunctionThatIsNotDeployedCannotBeCalled() throws IOException {
    Cluster cluster = Cluster.namespace("it-uncalled");
    Path hello = Projects.example("hello", "refusal-call");
    assertThat(cluster.maven(hello, "kubeless:invoke").fails().error())
        .isEqualTo(
            """
            KUBELESS-418 The function hello cannot be called
              where: https://127.0.0.1:16443/api/v1/namespaces/it-uncalled/services/hello:8080/proxy/
              why:   services "hello" not found
              do:    check that it is deployed and ready: kubectl get deployment hello -n it-uncalled""");
  }

  @Test
  void aBoundDeployActsOnceAtTheLastModuleThatBindsIt() throws IOException {
    Cluster cluster = Cluster.namespace("it-bound");
    Path shop = Projects.project("reactor", "refusal-bound");
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
                  <execution><phase>package</phase><goals><goal>deploy-no-fork</goal></goals></execution>
                </executions>
              </plugin>
            </plugins>
        """);
    Maven.Result deployed = cluster.maven(shop, "package", "-DskipTests").succeeds();
    assertThat(deployed.lines("deployed with the last module").lines()).hasSize(3);
    assertThat(deployed.lines("apply  ").lines()).hasSize(2);
    assertThat(cluster.call("second", "Duke")).isEqualTo("welcome to second Duke");
  }
}
