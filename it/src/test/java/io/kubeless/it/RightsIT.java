package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goals of a user without administrator rights. */
@OnCluster
class RightsIT {
  /** Returns a kubeconfig for a ServiceAccount, which contains only its token. */
  static Path user(Cluster cluster) throws IOException {
    cluster.kubectl("create", "serviceaccount", "deployer");
    String token = cluster.kubectl("create", "token", "deployer").strip();
    String authority =
        Cluster.run(
            "kubectl",
            "config",
            "view",
            "--raw",
            "-o",
            "jsonpath={.clusters[0].cluster.certificate-authority}");
    Path file = Projects.empty("kubeconfig-" + cluster.name()).resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "https://127.0.0.1:16443", certificate-authority: %s}}]
        users: [{name: deployer, user: {token: %s}}]
        contexts: [{name: team, context: {cluster: test, user: deployer, namespace: %s}}]
        current-context: team
        """
            .formatted(authority, token, cluster.name()));
    return file;
  }

  private static Maven.Result run(Path project, Path kubeconfig, String goal, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add(0, goal);
    arguments.add("-Dkubeless.image.base=" + Cluster.base());
    arguments.add("-Dkubeless.data=Duke");
    return Maven.in(project)
        .environment("KUBECONFIG", kubeconfig.toString())
        .run(arguments.toArray(String[]::new));
  }

  @Test
  void theDocumentedRoleIsEnoughForEverything() throws IOException {
    Cluster cluster = Cluster.namespace("it-rights");
    Path kubeconfig = user(cluster);
    String page = Files.readString(Projects.ROOT.resolve("docs/deploying.md"));
    int role = page.indexOf("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role");
    cluster.apply(page.substring(role, page.indexOf("```", role)));
    cluster.kubectl(
        "create",
        "rolebinding",
        "deployer",
        "--role=function-deployer",
        "--serviceaccount=it-rights:deployer");
    cluster.kubectl("create", "secret", "generic", "signing", "--from-literal=key=k");
    Path project = Projects.example("config-secrets", "rights");
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\nreplicas: 2\nsecrets: [signing]\nconfig: {greeting: Hi}\nnetwork: {from: [{namespaceSelector: {}}]}\n"
            + "triggers: [{http: {}}, {cronjob: {schedule: '@yearly'}}]\n");

    Maven.Result deployed = run(project, kubeconfig, "kubeless:deploy").succeeds();
    assertThat(deployed.lines("cluster "))
        .startsWith("cluster   team / it-rights   target kubernetes   as deployer\n");
    assertThat(deployed.lines("apply  "))
        .isEqualTo(
            "apply     ServiceAccount ConfigMap NetworkPolicy Service Deployment"
                + " PodDisruptionBudget Ingress CronJob +");
    assertThat(run(project, kubeconfig, "kubeless:invoke").succeeds().output())
        .contains("\nHi, Duke (");
    assertThat(
            run(
                    project,
                    kubeconfig,
                    "kubeless:invoke",
                    "-Dkubeless.headers=Authorization: Bearer x")
                .succeeds()
                .output())
        .contains("\nHi, Duke (");
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\nsecrets: [signing]\ncpu: 10m\nautoscaling: {max: 2}\nconfig: {greeting: Ho}\n");
    assertThat(run(project, kubeconfig, "kubeless:deploy").succeeds().lines("] - "))
        .isEqualTo(
            "- CronJob config-secrets-cron\n- Ingress config-secrets\n"
                + "- PodDisruptionBudget config-secrets\n- NetworkPolicy config-secrets");
    Maven.Result undeployed = run(project, kubeconfig, "kubeless:undeploy").succeeds();
    assertThat(undeployed.lines("] - ").replaceAll("config-secrets-config-\\w+", "…"))
        .isEqualTo(
            "- HorizontalPodAutoscaler config-secrets\n- Deployment config-secrets\n"
                + "- Service config-secrets\n- ConfigMap …\n- ConfigMap …\n"
                + "- ServiceAccount config-secrets");
    assertThat(undeployed.lines("deleted ")).isEqualTo("deleted   6 objects of config-secrets");
  }

  @Test
  void allRightsThatAreMissingAreInOneMessageWithARoleThatIsEnough() throws IOException {
    Cluster cluster = Cluster.namespace("it-no-rights");
    Path kubeconfig = user(cluster);
    Path hello = Projects.example("hello", "no-rights");

    String error = run(hello, kubeconfig, "kubeless:deploy").fails().error();
    assertThat(error)
        .isEqualTo(
            """
            KUBELESS-107 Permissions to deploy hello are missing: 26
              where: https://127.0.0.1:16443, namespace it-no-rights
              why:   the user deployer may not
                     get, list, create, patch, delete serviceaccounts
                     get, list, create, patch, delete configmaps
                     get, list, create, patch, delete services
                     get, list, create, patch, delete deployments.apps
                     list replicasets.apps
                     list pods
                     get, create, update, delete leases.coordination.k8s.io
              do:    request this Role, and: kubectl create rolebinding function-deployer -n it-no-rights --role=function-deployer --user=<user>
                     apiVersion: rbac.authorization.k8s.io/v1
                     kind: Role
                     metadata: {name: function-deployer, namespace: it-no-rights}
                     rules:
                     - {apiGroups: [""], resources: [serviceaccounts, configmaps, services], verbs: [get, list, create, patch, delete]}
                     - {apiGroups: [apps], resources: [deployments], verbs: [get, list, create, patch, delete]}
                     - {apiGroups: [apps], resources: [replicasets], verbs: [list]}
                     - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list]}
                     - {apiGroups: [""], resources: [pods], verbs: [list, create]}
                     - {apiGroups: [""], resources: [pods/log], verbs: [get]}
                     - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update, delete]}""");
    assertThat(run(hello, kubeconfig, "kubeless:doctor").fails().error()).isEqualTo(error);

    String role = error.substring(error.indexOf("apiVersion:")).replaceAll("(?m)^ {9}", "");
    cluster.apply(
        role.replace("resources: [replicasets]", "resources: [nothing]")
            .replace(
                "resources: [deployments], verbs: [get, list, create, patch, delete]",
                "resources: [deployments], verbs: [get, list, create]")
            .replace("verbs: [get, create, update, delete]", "verbs: [get, create, update]"));
    cluster.kubectl(
        "create",
        "rolebinding",
        "deployer",
        "--role=function-deployer",
        "--serviceaccount=it-no-rights:deployer");
    assertThat(run(hello, kubeconfig, "kubeless:doctor").fails().error())
        .contains(
            "may not\n         patch, delete deployments.apps\n         list replicasets.apps\n         delete leases.coordination.k8s.io\n  do:");
    assertThat(cluster.versions()).isEmpty();

    cluster.apply(role);
    assertThat(run(hello, kubeconfig, "kubeless:doctor").succeeds().lines("objects "))
        .isEqualTo(
            "objects   ok   ServiceAccount Service Deployment: a dry run accepts them and their pods");
    assertThat(cluster.versions()).isEmpty();
    run(hello, kubeconfig, "kubeless:deploy").succeeds();
  }

  @Test
  void anExpiredLoginAndAnUnreachableClusterHaveDifferentErrors() throws IOException {
    Cluster cluster = Cluster.namespace("it-login");
    Path kubeconfig = user(cluster);
    Path hello = Projects.example("hello", "login");
    Files.writeString(
        kubeconfig, Files.readString(kubeconfig).replaceFirst("token: [^}]+", "token: expired"));
    assertThat(run(hello, kubeconfig, "kubeless:deploy").fails().error())
        .startsWith("KUBELESS-106 The cluster cannot be used\n")
        .endsWith("do:    log in again, then check with: kubectl auth whoami");

    String valid = Files.readString(kubeconfig);
    Files.writeString(kubeconfig, valid + "]\n");
    assertThat(run(hello, kubeconfig, "kubeless:deploy").fails().error())
        .startsWith(
            "KUBELESS-105 The kubeconfig cannot be read\n  where: "
                + kubeconfig
                + "\n  why:   it is not valid YAML: while parsing")
        .endsWith("do:    check it with: kubectl config view");
    Files.writeString(kubeconfig, valid.replace("127.0.0.1:16443", "127.0.0.1:16444"));
    assertThat(run(hello, kubeconfig, "kubeless:deploy").fails().error())
        .isEqualTo(
            """
            KUBELESS-106 The cluster cannot be reached
              where: https://127.0.0.1:16444 (context team)
              why:   the connection was refused
              do:    check with: kubectl --context team version""");
    assertThat(Maven.in(hello).run("kubeless:deploy", "-Dkubeless.context=tset").fails().error())
        .isEqualTo(
            """
            KUBELESS-105 The kubeconfig has no context tset
              where: -Dkubeless.context
              why:   it has test
              do:    kubectl config get-contexts""");
  }
}
