package io.kubeless.packaging.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeKubelessController;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Wording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users see of functions, on a cluster in this process. */
class ObservedFunctionsTest {
  @TempDir Path directory;

  private ClusterFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory);
    cluster.deploy(
        cluster.function(
            "triggers: [{http: {host: a.acme.com, path: /x}}, {cronjob: {schedule: '@daily'}}]"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private String status(String name) {
    return FunctionStatus.read(cluster.connection, name).text(Style.PLAIN, Wording.NEUTRAL);
  }

  @Test
  void theStatusIsReadFromTheObjectsOfTheFunction() {
    assertThat(status("hello"))
        .startsWith(
            """
            function  hello in test / team
            target    kubernetes   module com.acme:hello
            image     registry.acme.com/team/hello@%s
            replicas  0 of 1 ready
            trigger   http a.acme.com/x
            trigger   cronjob @daily
            url       http://hello.team:8080
            url       http://a.acme.com/x"""
                .formatted(ClusterFixture.DIGEST));
  }

  @Test
  void aFunctionThatIsNotDeployedIsReportedWithThoseThatAre() {
    assertThat(ClusterFixture.problem(() -> status("helo")))
        .isEqualTo(
            """
            KUBELESS-440 The function helo is not deployed
              where: test / team
              why:   the namespace has hello
              do:    deploy it: goal deploy, or choose another namespace: namespace""");
  }

  @Test
  void kindsThatTheUserMayNotListAreLeftOut() {
    cluster.server.always("GET .*/ingresses", FakeApiServer.answer(403, "forbidden"));
    assertThat(status("hello")).contains("trigger   cronjob").doesNotContain("trigger   http");
    cluster.server.always("GET .*/deployments", FakeApiServer.answer(403, "x cannot list y"));
    assertThat(ClusterFixture.problem(() -> status("hello")))
        .startsWith("KUBELESS-107 The state of the function hello cannot be read\n");
  }

  @Test
  void aFunctionWhoseDeploymentWasDeletedIsNotReady() {
    cluster.store.remove(ApiResource.DEPLOYMENT, "hello");
    assertThat(status("hello"))
        .contains(
            "replicas  0 of 1 ready\n",
            """
            problem   KUBELESS-415 The Deployment of hello does not exist
                        where: namespace team
                        why:   somebody has deleted it, or a deployment has not created it yet
                        do:    goal deploy, or: goal undeploy""");
    assertThat(FunctionList.read(cluster.connection).text(OutputFormat.TEXT, Style.PLAIN))
        .contains("hello      0/1     kubernetes");
  }

  @Test
  void aFunctionThatNoControllerOfKubelessRunsIsNotReady() throws IOException {
    try (ClusterFixture kubeless = ClusterFixture.withoutControllers(directory)) {
      DeployOptions unawaited = new DeployOptions(false, false, false, false, Duration.ZERO);
      kubeless.deploy(
          kubeless.function("triggers: [{http: {host: a.acme.com}}]"), Target.KUBELESS, unawaited);
      String unserved =
          FunctionStatus.read(kubeless.connection, "hello").text(Style.PLAIN, Wording.NEUTRAL);
      assertThat(unserved)
          .contains("replicas  0 of 1 ready\n", "trigger   http a.acme.com/\n")
          .contains("problem   KUBELESS-416 No Deployment was created for the Function hello\n");

      FakeKubelessController.on(kubeless.store);
      Function changed = kubeless.function("timeout: 11");
      kubeless.deploy(changed, Target.KUBELESS, unawaited);
      assertThat(
              FunctionStatus.read(kubeless.connection, "hello").text(Style.PLAIN, Wording.NEUTRAL))
          .doesNotContain("KUBELESS-416");
    }
  }

  @Test
  void aFunctionThatOnlySchedulesStartShowsItsLastRun() {
    cluster.deploy(cluster.function("run: once", "triggers: [{cronjob: {schedule: '@daily'}}]"));
    answer(
        "GET .*/pods\\?.*cron-function",
        """
        {"items": [
         {"metadata": {"name": "hello-now-x", "creationTimestamp": "2026-11-27T10:00:00Z"},
          "status": {"phase": "Failed", "containerStatuses": [{"state": {"terminated":
            {"exitCode": 70, "reason": "Error", "finishedAt": "2026-11-27T10:00:05Z"}}}]}},
         {"metadata": {"name": "hello-old-x", "creationTimestamp": "2026-11-27T09:00:00Z"},
          "status": {"phase": "Succeeded", "containerStatuses": [{"state": {"terminated":
            {"exitCode": 0, "finishedAt": "2026-11-27T09:00:05Z"}}}]}}]}
        """);
    assertThat(status("hello"))
        .contains(
            "replicas  started by its schedules only\n",
            "run       failed at 2026-11-27T10:00:05Z   hello-now-x\n",
            """
            problem   KUBELESS-495 The last run of hello has failed
                        where: Pod/hello-now-x in team
                        why:   Error, exit code 70
                        do:    goal logs shows its log""");
    assertThat(FunctionList.read(cluster.connection).text(OutputFormat.TEXT, Style.PLAIN))
        .contains("hello      -       kubernetes");
  }

  @Test
  void theListIsEmptyInANamespaceWithoutFunctions() throws IOException {
    try (ClusterFixture other = ClusterFixture.start(directory)) {
      assertThat(FunctionList.read(other.connection).text(OutputFormat.TEXT, Style.PLAIN))
          .isEqualTo("no functions in test / team");
    }
  }

  private void answer(String line, String text) {
    cluster.server.always(
        line,
        request -> {
          request.answer(200, text);
          return true;
        });
  }

  private static final String PODS =
      """
      {"items": [
       {"metadata": {"name": "hello-1-aaaaa"}, "spec": {"containers": [{"name": "mesh"}, {"name": "hello",
         "resources": {"limits": {"memory": "256Mi"}}}]}, "status": {"containerStatuses": [
         {"name": "hello", "restartCount": 1, "state": {"running": {}}}]}},
       {"metadata": {"name": "hello-1-bbbbb"}, "spec": {"containers": [{"name": "hello"}]}}]}
      """;

  private List<String> logs(LogFormat format, boolean previous) {
    List<String> lines = new ArrayList<>();
    new FunctionLogs(
            cluster.connection,
            "hello",
            new LogOptions(false, previous, Optional.of(Duration.ofMinutes(5)), OptionalInt.of(9)),
            format,
            lines::add,
            note -> lines.add("note: " + note))
        .write();
    return lines;
  }

  @Test
  void theLogsOfAllPodsAreInTheOrderOfTime() {
    answer("GET .*/pods\\?", PODS);
    answer(
        "hello-1-aaaaa/log\\?container=hello&timestamps=true&sinceSeconds=300&tailLines=9$",
        "2026-11-27T10:00:01.1Z one\n2026-11-27T10:00:03.25Z three\n");
    answer("hello-1-bbbbb/log", "2026-11-27T10:00:02.123456789Z two\n");
    assertThat(logs(LogFormat.json(), false)).containsExactly("one", "two", "three");
    assertThat(logs(LogFormat.text(Style.PLAIN, ZoneOffset.UTC), false))
        .containsExactly("aaaaa one", "bbbbb two", "aaaaa three");
  }

  @Test
  void thePreviousLogIsThatOfContainersThatWereRestarted() {
    answer("GET .*/pods\\?", PODS);
    answer("hello-1-aaaaa/log.*&previous=true$", "2026-11-27T10:00:01Z crash\n");
    assertThat(logs(LogFormat.text(Style.PLAIN, ZoneOffset.UTC), true)).containsExactly("crash");
  }

  @Test
  void aPodWhoseLogIsMissingDoesNotHideTheOthers() {
    answer("GET .*/pods\\?", PODS);
    answer("hello-1-aaaaa/log", "2026-11-27T10:00:01Z one\n");
    cluster.server.always("hello-1-bbbbb/log", FakeApiServer.answer(400, "waiting to start"));
    assertThat(logs(LogFormat.json(), false))
        .containsExactly("note: hello-1-bbbbb: waiting to start", "one");
  }

  @Test
  void withoutMetricsOfTheClusterTheLoadStatesWhereItIsFrom() {
    answer("GET /api/.*/pods\\?", PODS);
    cluster.server.always("GET /apis/metrics.k8s.io", FakeApiServer.answer(404, "not found"));
    assertThat(FunctionLoad.read(cluster.connection, "hello").text(Style.PLAIN))
        .isEqualTo(
            """
            hello in test / team
            POD             CPU   LIMIT   MEMORY   LIMIT   CALLS   FAILURES   MEAN   P50   P99
            hello-1-aaaaa   -     -       -        -       -       -          -      -     -
            hello-1-bbbbb   -     -       -        -       -       -          -      -     -
            CPU is the mean since the start of the pod, and memory is the heap, because the cluster does not serve metrics.k8s.io. Calls, failures and durations are those since the start of the pod.""");
  }

  @Test
  void theLoadThatTheClusterHasMeasuredIsBesideItsLimits() {
    answer("GET /api/.*/pods\\?", PODS);
    answer(
        "GET /apis/metrics.k8s.io",
        "{\"items\": [{\"metadata\": {\"name\": \"hello-1-aaaaa\"}, \"containers\": ["
            + "{\"name\": \"hello\", \"usage\": {\"cpu\": \"12345678n\", \"memory\": \"70000Ki\"}}]}]}");
    assertThat(FunctionLoad.read(cluster.connection, "hello").text(Style.PLAIN))
        .contains("hello-1-aaaaa   12m   -       68Mi     256Mi   -  ")
        .contains("CPU and memory are those of metrics.k8s.io.");
  }
}
