package io.kubeless.controller;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The options of the controller.
 *
 * @param namespaces the namespaces whose Functions are served; empty for all
 * @param leaseNamespace the namespace of the Lease, which is that of the controller's pod
 * @param identity the name of this replica, which is that of its pod
 */
record ControllerOptions(Set<String> namespaces, String leaseNamespace, String identity) {

  /**
   * Reads {@code KUBELESS_NAMESPACES}, names with commas between them, or absent or empty for all;
   * {@code POD_NAMESPACE} and {@code POD_NAME}.
   *
   * @throws IllegalArgumentException if {@code POD_NAMESPACE} or {@code POD_NAME} is absent
   */
  static ControllerOptions of(Map<String, String> environment) {
    Set<String> namespaces = new TreeSet<>();
    Stream.of(environment.getOrDefault("KUBELESS_NAMESPACES", "").split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .forEach(namespaces::add);
    return new ControllerOptions(
        namespaces, required(environment, "POD_NAMESPACE"), required(environment, "POD_NAME"));
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "The variable " + name + " is unset: set it in the Deployment, from a fieldRef");
    }
    return value;
  }
}
