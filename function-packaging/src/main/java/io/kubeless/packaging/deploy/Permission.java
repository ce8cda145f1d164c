package io.kubeless.packaging.deploy;

import io.kubeless.packaging.manifest.ApiResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A permission in the namespace of a function.
 *
 * @param resource the resource
 * @param verb such as {@code patch}
 * @param optional whether a deployment also succeeds without it
 */
record Permission(ApiResource resource, String verb, boolean optional) {

  /** Returns the verbs of each resource on a line. */
  static String lines(List<Permission> permissions) {
    Map<ApiResource, List<String>> verbs = new LinkedHashMap<>();
    permissions.forEach(
        each -> verbs.computeIfAbsent(each.resource, key -> new ArrayList<>()).add(each.verb));
    return verbs.entrySet().stream()
        .map(entry -> String.join(", ", entry.getValue()) + " " + entry.getKey().qualified())
        .collect(Collectors.joining("\n"));
  }

  /** Returns a Role with permissions, as YAML. */
  static String role(String namespace, List<Permission> permissions) {
    Map<ApiResource, List<String>> verbs = new LinkedHashMap<>();
    permissions.forEach(
        each -> verbs.computeIfAbsent(each.resource, key -> new ArrayList<>()).add(each.verb));
    Map<String, List<String>> rules = new LinkedHashMap<>();
    verbs.forEach(
        (resource, all) ->
            rules
                .computeIfAbsent(
                    resource.group() + "\n" + String.join(", ", all), key -> new ArrayList<>())
                .add(resource.plural()));
    StringBuilder role = new StringBuilder();
    role.append("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n");
    role.append("metadata: {name: function-deployer, namespace: ").append(namespace).append("}\n");
    role.append("rules:");
    rules.forEach(
        (key, resources) -> {
          String[] parts = key.split("\n", 2);
          role.append("\n- {apiGroups: [").append(parts[0].isEmpty() ? "\"\"" : parts[0]);
          role.append("], resources: [").append(String.join(", ", resources));
          role.append("], verbs: [").append(parts[1]).append("]}");
        });
    return role.toString();
  }
}
