package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class StrategicMergeTest {

  private static Map<String, Object> parse(String yaml) {
    return new LinkedHashMap<>(
        new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1, b: 2} | {b: 3, c: 4} | {a: 1, b: 3, c: 4}",
        "{a: {b: 1, c: 2}} | {a: {c: 3}} | {a: {b: 1, c: 3}}",
        "{a: {b: 1}} | {a: null} | {}",
        "{a: 1} | {a: {b: 1}} | {a: {b: 1}}",
        "{args: [a, b]} | {args: [c]} | {args: [c]}",
        "{containers: [{name: a, image: x}]} | {containers: [{name: a, tty: true}]} | {containers: [{name: a, image: x, tty: true}]}",
        "{containers: [{name: a, image: x}]} | {containers: [{name: b}]} | {containers: [{name: a, image: x}, {name: b}]}",
        "{containers: [{name: a, image: x}]} | {containers: [{tty: true}]} | {containers: [{name: a, image: x, tty: true}]}",
        "{env: [{name: A, value: '1'}, {name: B}]} | {env: [{name: A, $patch: delete}]} | {env: [{name: B}]}",
        "{env: [{name: A}]} | {env: [{name: C, $patch: delete}]} | {env: [{name: A}]}",
        "{volumeMounts: [{mountPath: /a, name: v}]} | {volumeMounts: [{mountPath: /a, readOnly: true}]} | {volumeMounts: [{mountPath: /a, name: v, readOnly: true}]}",
        "{containers: [{name: a, ports: [{containerPort: 1}]}]} | {containers: [{name: a, ports: [{containerPort: 1, name: p}]}]} | {containers: [{name: a, ports: [{containerPort: 1, name: p}]}]}",
        "{} | {env: [{name: C, $patch: delete}, {name: D}]} | {env: [{name: D}]}",
        "{} | {containers: [{name: a, env: [{name: C, $patch: delete}]}]} | {containers: [{name: a, env: []}]}",
        "{env: [{name: A}, {name: B}]} | {env: [{name: C}, {$patch: replace}]} | {env: [{name: C}]}",
        "{a: {b: 1, c: 2}} | {a: {$patch: replace, d: 3}} | {a: {d: 3}}",
        "{a: {b: 1}, c: 2} | {a: {$patch: delete}} | {a: {}, c: 2}",
        "{a: {b: 1}} | {a: {$patch: merge, c: 2}} | {a: {b: 1, c: 2}}",
        "{} | {tolerations: [{key: a, $patch: merge}]} | {tolerations: [{key: a}]}",
        "{spec: {ports: [{port: 1, name: a}]}} | {spec: {ports: [{port: 2}]}} | {spec: {ports: [{port: 1, name: a}, {port: 2}]}}"
      })
  void aFragmentIsMergedAsKubernetesWould(String object, String fragment, String merged) {
    Map<String, Object> before = parse(object);
    assertThat(StrategicMerge.merge(before, parse(fragment))).isEqualTo(parse(merged));
    assertThat(before).isEqualTo(parse(object)); // the object itself is not changed
  }

  /** The lists with {@code x-kubernetes-patch-merge-key} in the OpenAPI of Kubernetes 1.36. */
  @ParameterizedTest
  @CsvSource({
    "'', secrets, name",
    "containers, env, name",
    "containers, ports, containerPort",
    "containers, volumeDevices, devicePath",
    "containers, volumeMounts, mountPath",
    "initContainers, env, name",
    "initContainers, ports, containerPort",
    "initContainers, volumeDevices, devicePath",
    "initContainers, volumeMounts, mountPath",
    "spec, containers, name",
    "spec, hostAliases, ip",
    "spec, imagePullSecrets, name",
    "spec, initContainers, name",
    "spec, ports, port",
    "spec, resourceClaims, name",
    "spec, schedulingGates, name",
    "spec, topologySpreadConstraints, topologyKey",
    "spec, volumes, name"
  })
  void listsAreMergedByTheKeysOfKubernetes(String parent, String list, String key) {
    assertThat(
            StrategicMerge.merge(
                within(parent, "{" + list + ": [{" + key + ": a, x: 1}, {" + key + ": b}]}"),
                within(parent, "{" + list + ": [{" + key + ": b, y: 2}]}")))
        .isEqualTo(
            within(parent, "{" + list + ": [{" + key + ": a, x: 1}, {" + key + ": b, y: 2}]}"));
  }

  private static Map<String, Object> within(String parent, String yaml) {
    if (parent.isEmpty()) {
      return parse(yaml);
    }
    return parent.endsWith("ontainers")
        ? parse("{" + parent + ": [" + yaml.replaceFirst("\\{", "{name: c, ") + "]}")
        : parse("{" + parent + ": " + yaml + "}");
  }
}
