package io.kubeless.controller.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.controller.GoldenFiles;
import io.kubeless.packaging.manifest.FunctionResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Functions get of their triggers, compared with what the plugin deploys. */
class FunctionTriggersTest {
  private static final Path PLUGIN = Path.of("../function-packaging/src/test/resources/golden");
  private static final TriggerOptions OPTIONS = TriggerPlanTest.options(Map.of());

  static List<String> inline() throws IOException {
    return List.copyOf(TriggerPlanTest.read("inline.yaml").keySet());
  }

  @ParameterizedTest
  @MethodSource("inline")
  void theTriggersOfAFunctionBecomeTheseObjects(String name) throws IOException {
    Map<String, Object> fields = TriggerPlanTest.read("inline.yaml").get(name);
    KubernetesObject plain = TriggerPlanTest.function(fields.get("function") + "");
    Map<String, Object> spec =
        new LinkedHashMap<>(TriggerResource.map(plain.content().get("spec")));
    spec.put("triggers", fields.get("triggers"));
    KubernetesObject function = ObjectEdit.with(plain, "spec", spec);
    StringBuilder text = new StringBuilder();
    try {
      FunctionTriggers triggers = FunctionTriggers.of(function, List.of(), OPTIONS);
      triggers.process().forEach(each -> text.append("# ").append(each).append('\n'));
      Ownership owner = new Ownership("Function", function.name(), "3f2c");
      new Manifests(function.name(), triggers.objects().stream().map(owner::of).toList())
          .toYaml()
          .values()
          .forEach(yaml -> text.append("---\n").append(yaml));
    } catch (ProblemException e) {
      text.append(e.getMessage()).append('\n');
    }
    GoldenFiles.check(
        GoldenFiles.directory("triggers/inline").resolve(name.replace(' ', '-') + ".yaml"),
        text + "");
  }

  private static List<KubernetesObject> golden(String name, String target) throws IOException {
    List<String> yaml = new ArrayList<>();
    try (Stream<Path> files = Files.list(PLUGIN.resolve(name).resolve(target))) {
      for (Path each : files.toList()) {
        yaml.add(Files.readString(each));
      }
    }
    return Manifests.read(name, yaml).objects();
  }

  private static List<KubernetesObject> of(List<KubernetesObject> all, String kind) {
    return all.stream().filter(each -> each.kind().equals(kind)).toList();
  }

  /** Returns the YAML of an object without its name and owner, which differ. */
  private static String unnamed(KubernetesObject object) {
    KubernetesObject named = ObjectEdit.named(withoutNamespace(object), "x");
    return new Manifests("x", List.of(named))
        .toYaml()
        .values()
        .toString()
        .replaceAll("kubeless.io/owner: \\w+", "owner")
        .replaceAll(" +timeZone: .*\n", ""); // a CronJobTrigger has none
  }

  private static KubernetesObject withoutNamespace(KubernetesObject object) {
    Map<String, Object> metadata =
        new TreeMap<>(TriggerResource.map(object.content().get("metadata")));
    metadata.remove("namespace");
    return ObjectEdit.with(object, "metadata", metadata);
  }

  @ParameterizedTest
  @ValueSource(strings = {"article", "basic", "everything", "cron", "http", "classes", "jwt"})
  void aFunctionWithItsTriggersIsDeployedAsByThePlugin(String name) throws IOException {
    List<KubernetesObject> served = golden(name, "kubeless");
    KubernetesObject function = of(served, "Function").get(0);
    FunctionResource read = FunctionResource.read(function, new Owner("x"));
    FunctionTriggers triggers =
        FunctionTriggers.of(
            function,
            served.stream().filter(each -> each.kind().endsWith("Trigger")).toList(),
            OPTIONS);
    List<KubernetesObject> rendered =
        Manifests.of(
                read.function().withTriggers(triggers.process()),
                Target.KUBERNETES,
                read.fragments())
            .objects();
    List<KubernetesObject> native0 = golden(name, "kubernetes");
    assertThat(of(native0, "Deployment")).hasSize(1);
    for (String kind : List.of("Deployment", "Service", "ServiceAccount")) {
      assertThat(of(rendered, kind).stream().map(FunctionTriggersTest::unnamed).toList())
          .isEqualTo(of(native0, kind).stream().map(FunctionTriggersTest::unnamed).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"article", "basic", "everything"})
  void anHttpTriggerHasTheIngressOfThePlugin(String name) throws IOException {
    List<KubernetesObject> served = golden(name, "kubeless");
    TargetFunction function = new TargetFunction(of(served, "Function").get(0));
    TriggerResource trigger = new TriggerResource(of(served, "HTTPTrigger").get(0));
    assertThat(unnamed(TriggerObjects.of(trigger, function, OPTIONS).get(0)))
        .isEqualTo(unnamed(of(golden(name, "kubernetes"), "Ingress").get(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "everything"})
  void aCronJobTriggerHasTheCronJobOfThePlugin(String name) throws IOException {
    List<KubernetesObject> served = golden(name, "kubeless");
    TargetFunction function = new TargetFunction(of(served, "Function").get(0));
    List<String> own =
        of(served, "CronJobTrigger").stream()
            .map(TriggerResource::new)
            .map(each -> unnamed(TriggerObjects.of(each, function, OPTIONS).get(0)))
            .toList();
    List<String> plugins =
        of(golden(name, "kubernetes"), "CronJob").stream()
            .map(FunctionTriggersTest::unnamed)
            .toList();
    assertThat(own).containsExactlyInAnyOrderElementsOf(plugins).isNotEmpty();
  }

  private static List<String> process(String function, KubernetesObject... triggers)
      throws IOException {
    return FunctionTriggers.of(TriggerPlanTest.function(function), List.of(triggers), OPTIONS)
        .process()
        .stream()
        .map(each -> each.getClass().getSimpleName())
        .toList();
  }

  private static KubernetesObject trigger(String kind, Map<String, Object> spec) {
    return TriggerPlanTest.object(kind, "t", Map.of("spec", spec));
  }

  @Test
  void onlyTheOwnTriggersThatAreValidConcernAProcess() throws IOException {
    KubernetesObject http = trigger("HTTPTrigger", Map.of("function-name", "own", "path", "a"));
    assertThat(process("own", http)).containsExactly("HttpTrigger");
    assertThat(process("python", http)).isEmpty();
    assertThat(process("own", trigger("HTTPTrigger", Map.of("function-name", "other")))).isEmpty();
    assertThat(process("own", trigger("KafkaTrigger", Map.of("topic", "orders"))))
        .containsExactly("KafkaTrigger");
    assertThat(process("http-only", trigger("KafkaTrigger", Map.of("topic", "orders")))).isEmpty();
    assertThat(process("own", trigger("KafkaTrigger", Map.of("topic", "")))).isEmpty();
    assertThat(
            process("own", trigger("NATSTrigger", Map.of("topic", "a", "functionSelector", "b"))))
        .isEmpty();
    assertThat(
            process(
                "own",
                trigger(
                    "CronJobTrigger", Map.of("function-name", "own", "schedule", "99 * * * *"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KafkaTrigger", "NATSTrigger"})
  void theConsumerOfAForwarderHasTheNameThatTheFunctionItselfWouldHave(String kind)
      throws IOException {
    for (String mode : List.of("core", "jetstream")) {
      TriggerOptions options = TriggerPlanTest.options(Map.of("NATS_MODE", mode));
      TriggerResource trigger =
          new TriggerResource(
              TriggerPlanTest.object(
                  kind, "shop.orders", Map.of("spec", Map.of("topic", "orders.*"))));
      KubernetesObject own = TriggerPlanTest.function("own");
      FunctionResource read = FunctionResource.read(own, new Owner("x"));
      List<KubernetesObject> itself =
          Manifests.of(
                  read.function().withTriggers(List.of(BrokerTriggers.model(trigger, options))),
                  Target.KUBERNETES,
                  read.fragments())
              .objects();
      List<KubernetesObject> forwarder =
          new ForwarderObjects(trigger, new TargetFunction(own), options).objects();
      assertThat(consumer(forwarder)).isEqualTo(consumer(itself)).isNotEmpty();
    }
  }

  private static List<String> consumer(List<KubernetesObject> objects) {
    return new Manifests("x", of(objects, "Deployment"))
        .toYaml().values().stream()
            .flatMap(
                yaml ->
                    Pattern.compile("KUBELESS_\\w+_(GROUP|QUEUE|DURABLE)\\n +value: .*")
                        .matcher(yaml)
                        .results()
                        .map(MatchResult::group))
            .toList();
  }

  @Test
  void thePathsOfADeployedFunctionDoNotDependOnTheOrderOfItsTriggers() throws IOException {
    List<KubernetesObject> served = golden("jwt", "kubeless");
    KubernetesObject function = of(served, "Function").get(0);
    FunctionResource read = FunctionResource.read(function, new Owner("x"));
    List<Object> deployments = new ArrayList<>();
    for (List<KubernetesObject> some :
        List.of(
            List.<KubernetesObject>of(),
            of(served, "HTTPTrigger").subList(0, 1),
            of(served, "HTTPTrigger"))) {
      deployments.add(
          of(
              Manifests.of(
                      read.function()
                          .withTriggers(FunctionTriggers.of(function, some, OPTIONS).process()),
                      Target.KUBERNETES,
                      read.fragments())
                  .objects(),
              "Deployment"));
    }
    assertThat(deployments).hasSize(3);
    assertThat(List.copyOf(new java.util.LinkedHashSet<>(deployments))).hasSize(1);
  }
}
