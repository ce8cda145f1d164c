package io.kubeless.packaging.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FakeApiServer;
import io.kubeless.packaging.cluster.FakeTime;
import io.kubeless.packaging.deploy.ScalerOptions.Adapter;
import io.kubeless.packaging.deploy.ScalerOptions.Choice;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Autoscaling.By;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice between the two autoscalers on lag. */
class ScalersTest {
  private static final String TRIGGER =
      "triggers: [{kafka: {topic: orders, servers: 'kafka:9092', lag: 10}}]";
  private static final String METRIC = "kafka_consumergroup_lag";
  private static final String BY_KEDA = "scale     hello by ScaledObject: ";
  private static final String BY_HPA = "scale     hello by HorizontalPodAutoscaler: ";
  private static final DeployOptions OPTIONS =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(15));

  @TempDir Path directory;

  private ClusterFixture cluster;
  private String metrics = "";
  private String keda = "";

  @BeforeEach
  void start() throws IOException {
    cluster = ClusterFixture.start(directory, new FakeTime().timing());
    cluster.server.always("GET /apis/external.metrics.k8s.io/v1beta1$", discovery(() -> metrics));
    cluster.server.always("GET /apis/keda.sh/v1alpha1$", discovery(() -> keda));
    version("37");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private interface Text {
    String get();
  }

  /** Answers with resources, separated by commas, or with an error, if the text is a number. */
  private static FakeApiServer.Fault discovery(Text names) {
    return request -> {
      String text = names.get();
      if (text.matches("\\d+")) {
        return FakeApiServer.answer(Integer.parseInt(text), "no").happen(request);
      }
      String resources =
          Stream.of(text.split(","))
              .map(name -> "{\"name\": \"" + name + "\"}")
              .collect(Collectors.joining(","));
      request.answer(200, "{\"resources\": [" + resources + "]}");
      return true;
    };
  }

  private void version(String minor) {
    cluster.server.always(
        "GET /version",
        request -> {
          request.answer(200, "{\"major\": \"1\", \"minor\": \"" + minor + "\"}");
          return true;
        });
  }

  private Function function(String scaling) {
    return cluster.function("autoscaling: {max: 3, by: auto, " + scaling + "}", TRIGGER);
  }

  private String deploy(String scaling) {
    cluster.log.clear();
    cluster.deploy(function(scaling), Target.KUBERNETES, OPTIONS);
    return cluster.log.stream()
        .filter(line -> line.startsWith("scale "))
        .collect(Collectors.joining("\n"));
  }

  private List<String> scalers() {
    return cluster.store.names().stream()
        .filter(name -> name.matches("(HorizontalPodAutoscaler|ScaledObject)/.*"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    // adapter, lists the metric, version, KEDA, present, min, kind, reason
    "AVAILABLE, true, 37, true, , 0, HPA, the cluster serves a",
    "AVAILABLE, true, 36, true, , 1, HPA, the cluster serves a",
    "AVAILABLE, true, , true, , 0, HPA, the cluster serves a",
    "AVAILABLE, true, 36, true, , 0, KEDA, "
        + "'min: 0 without KEDA requires Kubernetes 1.37, and this is 1.36'",
    "AVAILABLE, false, 37, true, , 0, KEDA, the adapter of external metrics does not list a",
    "AVAILABLE, false, 37, false, , 0, HPA, the cluster does not serve ScaledObjects",
    "UNAVAILABLE, false, 37, true, , 0, KEDA, the adapter of external metrics is not available",
    "NONE, false, 37, true, , 0, KEDA, the cluster has no adapter of external metrics",
    "NONE, false, 37, false, , 0, , "
        + "'the cluster does not serve ScaledObjects, and the cluster has no adapter of external metrics'",
    "AVAILABLE, true, 36, false, , 0, , 'the cluster does not serve ScaledObjects, "
        + "and min: 0 without KEDA requires Kubernetes 1.37, and this is 1.36'",
    "AVAILABLE, true, 37, true, KEDA, 0, KEDA, the function has one",
    "AVAILABLE, true, 37, false, KEDA, 0, HPA, the cluster serves a",
    "AVAILABLE, false, 37, true, HPA, 0, HPA, the function has one",
    "UNAVAILABLE, false, 37, true, HPA, 0, HPA, the function has one",
    "NONE, false, 37, true, HPA, 0, KEDA, the cluster has no adapter of external metrics",
    "AVAILABLE, true, 36, true, HPA, 0, KEDA, "
        + "'min: 0 without KEDA requires Kubernetes 1.37, and this is 1.36'"
  })
  void theKindIsTheFirstOneThatIsPossibleAndOneThatExistsStays(
      Adapter adapter,
      boolean lists,
      Integer minor,
      boolean served,
      By present,
      int min,
      By by,
      String reason) {
    ScalerOptions options =
        new ScalerOptions(
            adapter,
            lists ? Set.of("a", "b") : Set.of("b"),
            minor == null ? OptionalInt.empty() : OptionalInt.of(minor),
            served,
            Optional.ofNullable(present));
    assertThat(options.choose(min, Set.of("a")))
        .isEqualTo(new Choice(Optional.ofNullable(by), reason));
  }

  @Test
  void everyMetricMustBeListed() {
    ScalerOptions options =
        new ScalerOptions(
            Adapter.AVAILABLE, Set.of("a"), OptionalInt.empty(), true, Optional.empty());
    assertThat(options.choose(0, Set.of("a", "c", "b")))
        .isEqualTo(
            new Choice(Optional.of(By.KEDA), "the adapter of external metrics does not list b, c"));
  }

  @Test
  void anAdapterThatListsTheMetricMakesItAHorizontalPodAutoscalerWhichStays() {
    keda = "scaledobjects,scaledjobs";
    metrics = "nodes," + METRIC;
    assertThat(deploy("min: 0")).isEqualTo(BY_HPA + "the cluster serves " + METRIC);
    assertThat(scalers()).containsExactly("HorizontalPodAutoscaler/hello");

    metrics = "503";
    assertThat(deploy("min: 0")).isEqualTo(BY_HPA + "the function has one");
    metrics = "404";
    assertThat(deploy("min: 0"))
        .isEqualTo(BY_KEDA + "the cluster has no adapter of external metrics");
    assertThat(scalers()).containsExactly("ScaledObject/hello");
  }

  @Test
  void kedaIsAnAdapterForItsOwnMetricsOnlyAndItsScaledObjectStays() {
    keda = "scaledobjects";
    metrics = "externalmetrics";
    assertThat(deploy("min: 0"))
        .isEqualTo(BY_KEDA + "the adapter of external metrics does not list " + METRIC);
    assertThat(scalers()).containsExactly("ScaledObject/hello");

    metrics = METRIC;
    assertThat(deploy("min: 0")).isEqualTo(BY_KEDA + "the function has one");
    keda = "scaledjobs";
    assertThat(deploy("min: 0")).isEqualTo(BY_HPA + "the cluster serves " + METRIC);
    assertThat(scalers()).containsExactly("HorizontalPodAutoscaler/hello");
  }

  @Test
  void anAutoscalerOnCpuUseIsNotOneOnLag() {
    cluster.deploy(cluster.function("autoscaling: {max: 3}"));
    keda = "scaledobjects";
    metrics = "externalmetrics";
    assertThat(deploy("min: 1")).startsWith(BY_KEDA);
    assertThat(scalers()).containsExactly("ScaledObject/hello");
  }

  @Test
  void aUserWhoMayNotSeeTheAdapterGetsAScaledObject() {
    keda = "scaledobjects";
    metrics = "403";
    assertThat(deploy("min: 0"))
        .isEqualTo(BY_KEDA + "the cluster has no adapter of external metrics");
  }

  @Test
  void aClusterWithoutBothIsReportedBeforeAnythingIsWritten() {
    keda = "404";
    metrics = "404";
    assertThat(ClusterFixture.problem(() -> deploy("min: 0")))
        .isEqualTo(
            """
            KUBELESS-497 The cluster has nothing that scales hello on lag
              where: %s (context test)
              why:   autoscaling.by is auto; the cluster does not serve ScaledObjects, and the cluster has no adapter of external metrics
              do:    install KEDA or an adapter of external metrics, or remove lag"""
                .formatted(cluster.server.address()));
    assertThat(cluster.server.writes()).isEmpty();
  }

  @Test
  void manifestsWithoutAClusterContainAScaledObjectWhichIsRefusedWhereItIsNotTheAutoscaler() {
    Function pushed = function("min: 0");
    Manifests manifests = ClusterFixture.manifests(pushed, Target.KUBERNETES);
    assertThat(manifests.toYaml())
        .isEqualTo(
            ClusterFixture.manifests(
                    cluster.function("autoscaling: {max: 3, min: 0}", TRIGGER), Target.KUBERNETES)
                .toYaml())
        .containsKey("scaledobject.yaml");
    Deployer deployer = cluster.deployer(OPTIONS);
    keda = "scaledobjects";
    metrics = "externalmetrics";
    deployer.preflight(pushed, Target.KUBERNETES, Optional.of(manifests));

    keda = "404";
    assertThat(
            ClusterFixture.problem(
                () -> deployer.preflight(pushed, Target.KUBERNETES, Optional.of(manifests))))
        .isEqualTo(
            """
            KUBELESS-498 The manifests of hello contain a ScaledObject, which is not its autoscaler on this cluster
              where: namespace team (context test)
              why:   autoscaling.by is auto, and deploy would choose a HorizontalPodAutoscaler; manifests are pushed without knowledge of the cluster
              do:    write autoscaling.by: hpa, and push again: goal push""");
    deployer.preflight(pushed, Target.KUBERNETES, Optional.empty());

    keda = "scaledobjects";
    metrics = METRIC;
    Function described = pushed.withTriggers(List.of()); // as apply reads it
    deployer.preflight(described, Target.KUBERNETES, Optional.of(manifests));
    assertThat(deployer.withChoices(described, Target.KUBERNETES)).isNotNull();
    assertThat(cluster.log).containsExactly(BY_KEDA + "the manifests contain one");
  }
}
