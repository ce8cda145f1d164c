package io.kubeless.controller.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubeless.controller.GoldenFiles;
import io.kubeless.packaging.image.JavaRuntimeEntry;
import io.kubeless.packaging.manifest.Yaml;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole objects of a Function, byte by byte, and the problems of those that have none. */
class SourceFunctionTest {

  static Stream<String> functions() {
    return Fixtures.file("functions.yaml").keySet().stream();
  }

  static Rendered rendered(String name) {
    Map<String, Object> content = Fixtures.map(Fixtures.file("functions.yaml").get(name));
    return SourceFunction.render(Fixtures.function(content), Fixtures.config(Map.of()));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionHasTheseObjects(String name) throws Exception {
    SortedMap<String, String> files = new TreeMap<>();
    for (KubernetesObject each : rendered(name).objects()) {
      files.put(each.fileName("hello"), Yaml.write(each.content()));
    }
    GoldenFiles.check("source/" + name, files);
  }

  @Test
  void theImageOfTheRuntimeOrOfTheFunctionIsReported() {
    assertThat(rendered("java").image()).contains("acme/java:25");
    assertThat(rendered("image").image()).contains("acme/hello:1");
  }

  @Test
  void aConfiguredDeploymentIsMergedIntoThatOfTheFunction() throws Exception {
    String configured =
        """
        metadata: {annotations: {team: platform}}
        spec:
          replicas: 2
          template:
            metadata: {annotations: {team: platform}}
            spec:
              tolerations: [{operator: Exists}]
              initContainers: [{resources: {limits: {memory: 32Mi}}}]
              volumes: [{name: ca, configMap: {name: ca}}]
              containers:
              - env: [{name: A, value: of the configuration}, {name: B, value: b}]
                resources: {limits: {memory: 256Mi, cpu: 1}}
                volumeMounts: [{name: ca, mountPath: /ca}]
              - {name: proxy, image: "acme/proxy:1"}
        """;
    String spec =
        """
        handler: hello.handler
        runtime: python3.13
        function: x
        deployment:
          spec:
            template:
              spec:
                containers: [{name: hello, env: [{name: A, value: of the Function}], resources: {limits: {memory: 64Mi}}}]
        """;
    Rendered rendered =
        SourceFunction.render(
            Fixtures.function(spec), Fixtures.config(Map.of("deployment", configured)));
    GoldenFiles.check(
        GoldenFiles.directory("source-configured").resolve("deployment.yaml"),
        Yaml.write(Fixtures.rendered(rendered, "Deployment")));
  }

  @Test
  void theImageOfTheJavaRuntimeNeedsNoShell() throws Exception {
    String entry = new JavaRuntimeEntry("registry.acme.com/java@sha256:1", 25).json();
    KubelessConfig config = KubelessConfig.of(Map.of("runtime-images", "[" + entry + "]"));
    String spec = "{handler: Hello.handle, runtime: java25, function: class, deps: <project/>}";
    GoldenFiles.check(
        GoldenFiles.directory("source-java").resolve("deployment.yaml"),
        Yaml.write(
            Fixtures.rendered(
                SourceFunction.render(Fixtures.function(spec), config), "Deployment")));
  }

  @Test
  void whatIsNotValidIsAProblemWithItsPlaceReasonAndRemedy() throws Exception {
    StringBuilder problems = new StringBuilder();
    Fixtures.file("invalid.yaml")
        .forEach(
            (name, content) -> {
              Map<String, Object> fields = new LinkedHashMap<>(Fixtures.map(content));
              ProblemException failure =
                  catchThrowableOfType(
                      ProblemException.class,
                      () ->
                          SourceFunction.render(
                              Fixtures.function(fields),
                              Fixtures.config(Fixtures.map(fields.get("config")))));
              assertThat(failure).as(name).isNotNull();
              problems.append(name).append('\n').append(failure.getMessage()).append("\n\n");
            });
    GoldenFiles.check(Path.of("src/test/resources/golden/source-invalid.txt"), problems.toString());
  }

  @Test
  void aMistakeInOneRuntimeDoesNotConcernTheOthers() {
    String runtimes = "[{ID: broken, versions: [{version: '1', images: 7}]}, 8, {versions: 9}, %s]";
    String good = "{ID: good, versions: [{version: '1', images: [{phase: runtime, image: g}]}]}";
    KubelessConfig config = KubelessConfig.of(Map.of("runtime-images", runtimes.formatted(good)));
    String spec = "{function: x, handler: a.b, runtime: %s}";
    assertThat(SourceFunction.render(Fixtures.function(spec.formatted("good1")), config).image())
        .contains("g");
    ProblemException failure =
        catchThrowableOfType(
            ProblemException.class,
            () -> SourceFunction.render(Fixtures.function(spec.formatted("broken1")), config));
    assertThat(failure).hasMessageContaining("KUBELESS-475").hasMessageContaining("broken1");
    String image =
        "{runtime: broken1, deployment: {spec: {template: {spec: {containers: [{image: i}]}}}}}";
    assertThat(SourceFunction.render(Fixtures.function(image), config).image()).contains("i");
  }

  @Test
  void withoutAConfigurationAFunctionWithAnImageIsRendered() {
    String image = "{deployment: {spec: {template: {spec: {containers: [{image: i}]}}}}}";
    assertThat(
            SourceFunction.render(Fixtures.function(image), KubelessConfig.of(Map.of())).objects())
        .extracting(KubernetesObject::kind)
        .containsExactly("ConfigMap", "Service", "Deployment");
  }

  @Test
  void aSourceThatIsLargerThanAConfigMapIsAProblem() {
    String spec = "{handler: a.b, runtime: python3.13, function: %s}";
    KubernetesObject large = Fixtures.function(spec.formatted("x".repeat(1024 * 1024)));
    ProblemException failure =
        catchThrowableOfType(
            ProblemException.class, () -> SourceFunction.render(large, Fixtures.config(Map.of())));
    assertThat(failure).hasMessageContaining("larger than a ConfigMap");
  }
}
