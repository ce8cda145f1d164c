package io.kubeless.controller.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kubeless.controller.GoldenFiles;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.KubernetesObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field of the trigger resources, and what becomes of it. */
class TriggerPlanTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/triggers");
  private static final String IMAGE =
      "registry.acme.com/kubeless/forwarder@sha256:" + "0a".repeat(32);

  @SuppressWarnings("unchecked") // the files are written so
  static Map<String, Map<String, Object>> read(String file) throws IOException {
    return Serialization.unmarshal(Files.readString(DIRECTORY.resolve(file)), Map.class);
  }

  /** Returns a Function of the file. */
  static KubernetesObject function(String name) throws IOException {
    return object("Function", name, read("functions.yaml").get(name));
  }

  static KubernetesObject object(String kind, String name, Map<String, Object> fields) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("namespace", "team-a");
    metadata.putAll(TriggerResource.map(fields.get("metadata")));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("apiVersion", "kubeless.io/v1beta1");
    content.put("kind", kind);
    content.put("metadata", metadata);
    content.put("spec", fields.get("spec"));
    return new KubernetesObject(content);
  }

  static TriggerOptions options(Map<String, Object> environment) {
    Map<String, String> all = new TreeMap<>();
    all.put("KUBELESS_FORWARDER_IMAGE", IMAGE);
    environment.forEach((name, value) -> all.put(name, String.valueOf(value)));
    return TriggerOptions.of(all);
  }

  static Stream<Arguments> cases() throws IOException {
    return read("cases.yaml").entrySet().stream()
        .flatMap(
            kind ->
                kind.getValue().entrySet().stream()
                    .map(
                        each ->
                            Arguments.of(
                                kind.getKey(),
                                each.getKey(),
                                TriggerResource.map(each.getValue()))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void aTriggerBecomesTheseObjects(String kind, String name, Map<String, Object> fields)
      throws IOException {
    List<TargetFunction> functions =
        ((List<?>) fields.get("functions"))
            .stream().map(each -> target(String.valueOf(each))).toList();
    TriggerPlan plan =
        TriggerPlan.of(
            new TriggerResource(object(kind, first(fields), fields)),
            functions,
            options(TriggerResource.map(fields.get("env"))));
    StringBuilder text = new StringBuilder();
    text.append("# ").append(plan.status().reason()).append('\n');
    plan.status().message().lines().forEach(line -> text.append("# ").append(line).append('\n'));
    Ownership owner = new Ownership(kind, first(fields), "3f2c");
    new Manifests(first(fields), plan.objects().stream().map(owner::of).toList())
        .toYaml()
        .values()
        .forEach(yaml -> text.append("---\n").append(yaml));
    GoldenFiles.check(
        GoldenFiles.directory("triggers/" + kind.toLowerCase(java.util.Locale.ROOT))
            .resolve(name.replaceAll("[^A-Za-z0-9]+", "-") + ".yaml"),
        text + "");
  }

  private static String first(Map<String, Object> fields) {
    Object name = TriggerResource.map(fields.get("metadata")).get("name");
    return name == null ? ((List<?>) fields.get("functions")).get(0) + "" : name + "";
  }

  private static TargetFunction target(String name) {
    try {
      return new TargetFunction(function(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @org.junit.jupiter.api.Test
  void eachCaseHasAFileOfItsOwn() throws IOException {
    try (Stream<Path> files = Files.walk(GoldenFiles.directory("triggers"))) {
      assertThat(files.filter(each -> each.toString().endsWith(".yaml")))
          .filteredOn(each -> !each.toString().contains("/inline/"))
          .hasSize((int) cases().count());
    }
  }
}
