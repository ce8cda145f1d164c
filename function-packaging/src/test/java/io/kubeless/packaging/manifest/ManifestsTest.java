package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rendered objects. Each case is a directory of golden files: {@code input} is a project's
 * {@code src/main/kubeless}, and the others are the objects for each target.
 */
class ManifestsTest {
  @TempDir Path directory;

  static List<String> cases() throws IOException {
    try (Stream<Path> list = Files.list(GoldenFiles.directory(""))) {
      return list.filter(each -> Files.isDirectory(each.resolve("input")))
          .map(each -> String.valueOf(each.getFileName()))
          .sorted()
          .toList();
    }
  }

  private ConfiguredFunction read(String name) throws IOException {
    ProjectFixture fixture =
        ProjectFixture.hello(directory)
            .registry("registry.acme.com/team")
            .property("kubeless.image.architecture", "amd64");
    Path input = GoldenFiles.directory(name).resolve("input");
    try (Stream<Path> walk = Files.walk(input)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path copy =
            directory.resolve("src/main/kubeless").resolve(input.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    return fixture.function();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theObjectsOfBothTargetsAreTheGoldenFiles(String name) throws IOException {
    ConfiguredFunction configured = read(name);
    for (Target target : Target.values()) {
      Manifests manifests = Manifests.of(configured.function(), target, configured.fragments());
      GoldenFiles.check(name + "/" + target.text(), manifests.toYaml());
      assertThat(Manifests.read(manifests.function(), manifests.toYaml().values()).toYaml())
          .isEqualTo(manifests.toYaml());
    }
  }

  @Test
  void aDigestIsRenderedInsteadOfTheTagAndInTheChangeCauseOnly() throws IOException {
    ConfiguredFunction configured = read("cron");
    String digest = "sha256:" + "0123456789abcdef".repeat(4);
    for (Target target : Target.values()) {
      Manifests before = Manifests.of(configured.function(), target, configured.fragments());
      Manifests after =
          Manifests.of(
              configured.function().withImage(configured.function().image().withDigest(digest)),
              target,
              configured.fragments());
      assertThat(after.toYaml().toString())
          .isEqualTo(
              before
                  .toYaml()
                  .toString()
                  .replace(
                      " image: registry.acme.com/team/hello:1.0-SNAPSHOT",
                      " image: registry.acme.com/team/hello@" + digest)
                  .replace(
                      "change-cause: hello:1.0-SNAPSHOT",
                      "change-cause: hello:1.0-SNAPSHOT@sha256:0123456789ab"));
    }
  }

  private String refused(String file, String content) throws IOException {
    ConfiguredFunction configured =
        ProjectFixture.hello(directory)
            .file("function.yaml", "triggers: [{http: {}}, {http: {path: /b}}]")
            .file(file, content)
            .function();
    List<String> texts = new java.util.ArrayList<>();
    assertThatThrownBy(
            () -> Manifests.of(configured.function(), Target.KUBERNETES, configured.fragments()))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> texts.add(String.valueOf(e.getMessage())));
    return texts.get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service.yaml | apiVersion: v2 | apiVersion is v2",
        "service.yaml | kind: null | kind is removed",
        "service.yaml | metadata: {name: other} | metadata.name is other",
        "service.yaml | metadata: {namespace: other} | metadata.namespace is other",
        "service.yaml | metadata: {labels: {kubeless.io/owner: me}} | metadata.labels.kubeless.io/owner is me",
        "service.yaml | metadata: {labels: {app.kubernetes.io/managed-by: Helm}} | metadata.labels.app.kubernetes.io/managed-by is Helm",
        "service.yaml | metadata: {labels: null} | metadata.labels.app.kubernetes.io/managed-by is removed",
        "service.yaml | metadata: {labels: {$patch: replace}} | metadata.labels.app.kubernetes.io/managed-by is removed",
        "service.yaml | spec: {selector: {a: b}} | spec.selector is {created-by=kubeless, function=hello, a=b}",
        "deployment.yaml | spec: {selector: null} | spec.selector is removed",
        "deployment.yaml | spec: {template: {metadata: {labels: {function: x}}}} | spec.template.metadata.labels.function is x",
        "ingress.yaml | metadata: {name: other} | metadata.name is other"
      })
  void aFragmentThatWouldChangeByWhatAnObjectIsFoundIsRefused(
      String file, String content, String what) throws IOException {
    assertThat(refused(file, content))
        .isEqualTo(
            """
            KUBELESS-310 A fragment cannot be merged: %s
              where: src/main/kubeless/%s
              why:   this field identifies the object
              do:    remove it from the fragment"""
                .formatted(what, file));
  }

  @Test
  void aDirectiveWithoutMeaningIsRefusedWithItsReason() throws IOException {
    assertThat(refused("ingress.yaml", "spec: {rules: [{host: a, $patch: delete}]}\n"))
        .isEqualTo(
            """
            KUBELESS-310 A fragment cannot be merged: a directive is not valid
              where: src/main/kubeless/ingress.yaml
              why:   the list rules is replaced as a whole, so $patch finds no entry of it to delete
              do:    remove it from the fragment""");
    assertThat(refused("service.yaml", "spec: {$retainKeys: [ports]}\n"))
        .contains("why:   $retainKeys is not supported; $patch is");
  }

  private String rendered(Target target, String yaml) throws IOException {
    ConfiguredFunction configured =
        ProjectFixture.hello(directory).file("function.yaml", yaml).function();
    return String.join(
        "---\n", Manifests.of(configured.function(), target, Fragments.none()).toYaml().values());
  }

  @ParameterizedTest
  @EnumSource
  void anAccountThatTheUserNamesDecidesWhetherItsPodsGetAToken(Target target) throws IOException {
    String token = "automountServiceAccountToken";
    assertThat(rendered(target, "")).contains(token + ": false");
    assertThat(rendered(target, "serviceAccount: orders\n")).doesNotContain(token);
    if (target == Target.KUBERNETES) {
      String once = "run: once\ntriggers: [{cronjob: {schedule: '@daily'}}]\n";
      assertThat(rendered(target, once)).contains(token + ": false");
      assertThat(rendered(target, once + "serviceAccount: orders\n")).doesNotContain(token);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 125", "2, 250", "3, 375", "5, 685", "10, 3440"})
  void theDeadlineOfAScheduledRunLeavesRoomForAllAttempts(int attempts, int seconds)
      throws IOException {
    String trigger = "triggers: [{cronjob: {schedule: '@daily', attempts: " + attempts + "}}]\n";
    assertThat(rendered(Target.KUBERNETES, "timeout: 5s\n" + trigger))
        .contains(
            "\n      backoffLimit: %s\n      activeDeadlineSeconds: %s\n"
                .formatted(attempts - 1, seconds));
  }

  @Test
  void aScheduledRunHasThreeAttempts() throws IOException {
    for (String run : List.of("service", "once")) {
      String cron =
          rendered(
              Target.KUBERNETES,
              "timeout: 5s\nrun: " + run + "\ntriggers: [{cronjob: {schedule: '@daily'}}]\n");
      assertThat(cron)
          .contains(
              "\n      backoffLimit: 2\n      activeDeadlineSeconds: 375\n",
              "\n          activeDeadlineSeconds: 65\n");
    }
  }

  @Test
  void secretsWithNamesThatDifferInADotHaveTwoVolumes() throws IOException {
    assertThat(rendered(Target.KUBERNETES, "secrets: [a-b, a.b]\n").lines())
        .filteredOn(line -> line.matches("      - name: secret-a-b.*"))
        .containsExactly("      - name: secret-a-b", "      - name: secret-a-b-2e7336dc");
  }

  @ParameterizedTest
  @EnumSource
  void theKubeletTurnsAVariableIntoWhatWasWritten(Target target) throws IOException {
    String yaml =
        "env: {A: '$(B)', B: 'b', C: '$$x', D: '$$(B)', E: '$', F: '$\u00e9', G: '$(NOPE)'}\n";
    assertThat(rendered(target, yaml))
        .contains(
            "name: A\n%1$s  value: $$(B)\n%1$s- name: B\n%1$s  value: b\n%1$s- name: C\n%1$s  value: $$$$x\n"
                .formatted(target == Target.KUBERNETES ? "        " : "            "),
            "value: $$$$(B)\n",
            "value: $$\n",
            "value: $$\u00e9\n",
            "value: $$(NOPE)\n");
  }

  @Test
  void aPayloadIsEscapedWhereAControllerPutsItIntoArguments() throws IOException {
    String trigger =
        "triggers: [{cronjob: {schedule: '@daily', payload: {'$$': ['$(A)', 1.50]}}}]\n";
    assertThat(rendered(Target.KUBELESS, trigger))
        .contains("  payload:\n    $$$$:\n    - $$(A)\n    - 1.50\n");
    assertThat(rendered(Target.KUBERNETES, trigger))
        .contains("value: '{\"$$$$\":[\"$$(A)\",1.50]}'\n");
  }

  @Test
  void theHeapIsThreeQuartersOfTheLimitOrWhatTheReserveLeaves() throws IOException {
    for (String[] each :
        new String[][] {
          {"96Mi", "24"},
          {"128Mi", "56"},
          {"192Mi", "120"},
          {"256Mi", "184"},
          {"512Mi", "384"},
          {"1Gi", "768"}
        }) {
      ConfiguredFunction configured =
          ProjectFixture.hello(directory).property("kubeless.memory", each[0]).function();
      assertThat(Command.heapMebibytes(configured.function())).hasToString(each[1]);
    }
  }

  private Map<String, Object> byName(Target target, String... triggers) throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .file("function.yaml", "triggers:\n" + String.join("", triggers))
            .function()
            .function();
    Map<String, Object> objects = new TreeMap<>();
    for (KubernetesObject object : Manifests.of(function, target, Fragments.none()).objects()) {
      Object before = objects.put(object.kind() + "/" + object.name(), object.content());
      assertThat(before).as(object.kind() + "/" + object.name()).isNull();
    }
    return objects;
  }

  @ParameterizedTest
  @EnumSource
  void triggersInAnotherOrderAreTheSameObjects(Target target) throws IOException {
    String[] triggers = {
      "- http: {path: /a}\n",
      "- http: {path: /b, host: acme.com}\n",
      "- http: {path: /a, class: traefik}\n",
      "- http: {path: /b, gateway: infra/public}\n",
      "- http: {path: /a, gateway: infra/public}\n",
      "- http: {path: /a, host: acme.com, gateway: infra/public}\n",
      "- cronjob: {schedule: '@daily'}\n",
      "- cronjob: {schedule: '@hourly', payload: x}\n",
      "- nats: {subject: a, servers: b}\n",
      "- nats: {subject: b, servers: b, mode: core}\n",
      "- kafka: {topic: a, servers: 'b:1'}\n",
      "- kafka: {topic: b, servers: 'b:1', startFrom: latest}\n"
    };
    Map<String, Object> objects = byName(target, triggers);
    Collections.reverse(Arrays.asList(triggers));
    assertThat(byName(target, triggers)).isEqualTo(objects);
  }

  @Test
  void aTriggerThatIsRemovedLeavesTheNamesOfTheOthers() throws IOException {
    String a = "- cronjob: {schedule: '@daily'}\n- http: {path: /a}\n- kafka: {topic: a}\n";
    String b = "- cronjob: {schedule: '@hourly'}\n- http: {path: /b}\n- kafka: {topic: b}\n";
    String c = "- cronjob: {schedule: '@weekly'}\n- http: {path: /c}\n";
    for (Target target : Target.values()) {
      assertThat(byName(target, a, b, c).keySet()).containsAll(byName(target, b, c).keySet());
    }
  }

  @Test
  void theOnlyTriggerOfItsTypeHasThePlainName() throws IOException {
    assertThat(
            byName(
                    Target.KUBERNETES,
                    "- http: {class: traefik}\n",
                    "- cronjob: {schedule: '@daily'}\n")
                .keySet())
        .contains("Ingress/hello", "CronJob/hello-cron");
    assertThat(
            byName(
                    Target.KUBERNETES,
                    "- http: {gateway: public, host: a.b}\n",
                    "- http: {gateway: public, host: a.b, path: /a}\n")
                .keySet())
        .contains("HTTPRoute/hello");
    assertThat(
            byName(Target.KUBELESS, "- http: {path: /a}\n", "- cronjob: {schedule: '@daily'}\n")
                .keySet())
        .contains("HTTPTrigger/hello", "CronJobTrigger/hello");
  }

  @Test
  void theSecondIngressOfAFunctionHasNoNameOfAnotherFunction() throws IOException {
    assertThat(
            byName(Target.KUBERNETES, "- http: {path: /a}\n", "- http: {class: traefik}\n")
                .keySet())
        .contains("Ingress/hello", "Ingress/hello.traefik");
  }
}
