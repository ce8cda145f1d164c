package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Permissions that are missing are reported in one message, before anything is written. */
class PermissionsTest {
  /** Functions that together have objects of every kind of target kubernetes. */
  private static final List<List<String>> FUNCTIONS =
      List.of(
          List.of(
              "replicas: 2",
              "network: {from: [{namespaceSelector: {}}]}",
              "config: {a: b}",
              "triggers: [{http: {host: a.acme.com}}, {cronjob: {schedule: '@daily'}}]"),
          List.of(
              "autoscaling: {max: 3, cpu: 50}",
              "triggers: [{http: {host: a.acme.com, gateway: infra/public}}]"),
          List.of(
              "autoscaling: {by: keda, max: 3}",
              "triggers: [{kafka: {topic: orders, servers: 'kafka:9092', sasl: login, lag: 10}}]"),
          List.of("run: once", "triggers: [{cronjob: {schedule: '@daily'}}]"));

  private static final Set<ApiResource> OF_CALLS =
      Set.of(ApiResource.SERVICE_PROXY, ApiResource.POD_FORWARD);

  @TempDir Path directory;

  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory);
    cluster.store.write(ApiResource.SECRET, "login", Map.of(), "kubectl");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static String id(ApiResource resource, String verb) {
    return resource.group() + "/" + resource.plural() + " " + verb;
  }

  private List<Permission> used(List<String> lines) throws Exception {
    Function function = cluster.function(lines.toArray(String[]::new));
    Set<ApiResource> kinds = new HashSet<>(Set.of(ApiResource.CONFIG_MAP));
    ClusterFixture.manifests(function, Target.KUBERNETES)
        .objects()
        .forEach(object -> kinds.add(ApiResource.of(object)));
    return Permissions.used(kinds, function.runtime().once());
  }

  @Test
  void eachPermissionOfTheRoleIsUsedByOneOfTheFunctionsOrByCalls() throws Exception {
    TreeSet<String> used = new TreeSet<>();
    for (List<String> each : FUNCTIONS) {
      used(each).forEach(permission -> used.add(id(permission.resource(), permission.verb())));
    }
    TreeSet<String> role = new TreeSet<>();
    for (ApiResource each : ApiResource.values()) {
      if (!OF_CALLS.contains(each)) {
        each.verbs().forEach(verb -> role.add(id(each, verb)));
      }
    }
    assertThat(used).isEqualTo(role);
  }

  @Test
  void eachPermissionThatIsTakenAwayAloneIsReportedAloneAndNothingIsWritten() throws Exception {
    for (List<String> lines : FUNCTIONS) {
      Function function = cluster.function(lines.toArray(String[]::new));
      for (Permission each : used(lines)) {
        cluster.server.deny(id(each.resource(), each.verb()));
        cluster.log.clear();
        String line = each.verb() + " " + each.resource().qualified();
        if (each.optional()) {
          preflight(function);
          assertThat(cluster.log)
              .containsExactly(
                  "Without these optional permissions, less is checked and reported: " + line);
        } else {
          assertThat(ClusterFixture.problem(() -> preflight(function)))
              .startsWith(
                  "KUBELESS-107 Permissions to deploy hello are missing: 1\n  where: "
                      + cluster.server.address()
                      + ", namespace team\n  why:   the user bob may not\n         "
                      + line
                      + "\n  do:    request this Role, and: kubectl create rolebinding ");
        }
        cluster.server.grantAll();
      }
    }
    assertThat(cluster.server.writes()).isEmpty();
  }

  private void preflight(Function function) {
    cluster
        .deployer(new DeployOptions(false, false, false, false, Duration.ofSeconds(20)))
        .preflight(function, Target.KUBERNETES);
  }

  @Test
  void allPermissionsThatAreMissingAreInOneMessageWithARoleToCopy() throws Exception {
    List<String> lines = FUNCTIONS.get(3);
    List<Permission> used = used(lines);
    used.forEach(each -> cluster.server.deny(id(each.resource(), each.verb())));
    assertThat(
            ClusterFixture.problem(
                () -> cluster.deploy(cluster.function(lines.toArray(String[]::new)))))
        .isEqualTo(
            """
            KUBELESS-107 Permissions to deploy hello are missing: 22
              where: %s, namespace team
              why:   the user bob may not
                     get, list, create, patch, delete serviceaccounts
                     get, list, create, patch, delete configmaps
                     get, list, create, patch, delete cronjobs.batch
                     list replicasets.apps
                     list jobs.batch
                     list pods
                     get, create, update, delete leases.coordination.k8s.io
              do:    request this Role, and: kubectl create rolebinding function-deployer -n team --role=function-deployer --user=<user>
                     apiVersion: rbac.authorization.k8s.io/v1
                     kind: Role
                     metadata: {name: function-deployer, namespace: team}
                     rules:
                     - {apiGroups: [""], resources: [serviceaccounts, configmaps], verbs: [get, list, create, patch, delete]}
                     - {apiGroups: [batch], resources: [cronjobs], verbs: [get, list, create, patch, delete]}
                     - {apiGroups: [apps], resources: [replicasets], verbs: [list]}
                     - {apiGroups: [batch], resources: [jobs], verbs: [list]}
                     - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list]}
                     - {apiGroups: [""], resources: [pods], verbs: [list, create]}
                     - {apiGroups: [""], resources: [pods/log], verbs: [get]}
                     - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update, delete]}"""
                .formatted(cluster.server.address()));
    assertThat(cluster.server.writes()).isEmpty();
  }

  @Test
  void aKindThatOnlyAnEarlierDeploymentHadIsDeletedAndSoNeedsItsPermissions() {
    cluster.deploy(cluster.function("triggers: [{http: {host: a.acme.com}}]"));
    cluster.server.deny("networking.k8s.io/ingresses delete");
    List<String> before = new ArrayList<>(cluster.server.writes());
    assertThat(ClusterFixture.problem(() -> cluster.deploy(cluster.function())))
        .contains("may not\n         delete ingresses.networking.k8s.io\n");
    assertThat(cluster.server.writes()).isEqualTo(before);
  }

  @Test
  void aServerThatReviewsNoPermissionsDoesNotPreventADeployment() {
    cluster.server.always("POST .*/selfsubject", FakeApiServer.answer(403, "forbidden"));
    assertThat(cluster.deploy(cluster.function()).ready()).isEqualTo("1/1");
  }
}
