package io.kubeless.packaging.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.deploy.Deployed;
import io.kubeless.packaging.deploy.ObjectDifference;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of a function with the cluster. */
class DifferencesTest {
  private static final DeployOptions PLAIN =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(20));

  @TempDir Path directory;

  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private List<ObjectDifference> compare(Function function) {
    return cluster
        .deployer(PLAIN)
        .compare(
            function, ClusterFixture.manifests(function, Target.KUBERNETES), Target.KUBERNETES);
  }

  @Test
  void aDifferenceHasTheChangesOfTheDeploymentAndWritesNothing() {
    cluster.deploy(cluster.function("triggers: [{http: {host: hello.acme.com}}]"));
    Function function =
        cluster.function("timeout: 20", "triggers: [{cronjob: {schedule: '@daily'}}]");
    int writes = cluster.server.writes().size();

    List<ObjectDifference> differences = compare(function);

    assertThat(cluster.server.writes()).hasSize(writes);
    Deployed deployed = cluster.deploy(function);
    assertThat(differences).map(ObjectDifference::change).isEqualTo(deployed.changes());
    assertThat(compare(function)).allMatch(each -> each.fields().isEmpty());
    assertThat(DifferenceLines.of(compare(function), Style.PLAIN)).isEmpty();
  }

  @Test
  void aDifferenceNamesFieldsWithBothValuesAndMasksWhatLooksLikeASecret() {
    cluster.deploy(
        cluster.function(
            "env: {GREETING: Hi, DB_PASSWORD: old-1, URL: 'https://bob:old-2@db/'}",
            "triggers: [{http: {host: hello.acme.com}}]"));
    Function function =
        cluster.function(
            "env: {GREETING: Bye, DB_PASSWORD: new-1, URL: 'https://bob:new-2@db/'}",
            "config: {apiToken: new-3, color: blue}");

    List<String> lines = DifferenceLines.of(compare(function), Style.PLAIN);

    assertThat(String.join("\n", lines))
        .contains(
            """
                spec.template.spec.containers[hello].env[DB_PASSWORD].value
                  - ***
                  + ***
                spec.template.spec.containers[hello].env[GREETING].value
                  - Hi
                  + Bye
                spec.template.spec.containers[hello].env[URL].value
                  - ***
                  + ***"""
                .indent(4)
                .stripTrailing())
        .contains("+ ConfigMap hello-config-", "      color: blue\n", "- Ingress hello")
        .doesNotContain("old-1", "old-2", "new-1", "new-2", "new-3");
    assertThat(DifferenceLines.of(compare(function), Style.COLOR))
        .contains("\u001b[31m- Ingress hello\u001b[0m", "\u001b[32m      + Bye\u001b[0m");
  }

  @Test
  void aNewObjectIsYamlWithoutSecretsAndANewConfigurationIsComparedWithTheFormerOne() {
    cluster.deploy(cluster.function("config: {greeting: Hi, color: blue, token: old-1}"));
    Function function =
        cluster.function(
            "config: {greeting: Bye, color: blue, token: new-1}",
            "triggers: [{cronjob: {schedule: '@daily', payload: 'https://bob:new-2@db/'}}]");

    String lines =
        String.join("\n", DifferenceLines.of(compare(function), Style.PLAIN))
            .replaceAll("hello-config-\\w{8}", "hello-config-…");

    assertThat(lines)
        .startsWith(
            """
            + ConfigMap hello-config-…
                data.greeting
                  - Hi
                  + Bye
                data.token
                  - ***
                  + ***
            ~ Deployment hello
            """)
        .contains(
            """
            + CronJob hello-cron
                metadata:
                  labels:
                    app.kubernetes.io/managed-by: kubeless-maven-plugin
            """)
        .contains(
            """
                spec:
                  schedule: '@daily'
                  concurrencyPolicy: Forbid
            """)
        .contains("- name: KUBELESS_CALL_PAYLOAD\n", "value: '***'")
        .doesNotContain("old-1", "new-1", "new-2", "apiVersion", "kind: CronJob");
  }
}
