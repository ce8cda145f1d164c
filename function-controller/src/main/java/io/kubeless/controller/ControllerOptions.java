package io.kubeless.controller;

import io.kubeless.controller.trigger.TriggerOptions;
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
 * @param config the name of the ConfigMap with runtime images, in the namespace of the Lease
 * @param port the port of probes and metrics, 0 for any free one
 * @param triggers the options that are about triggers
 */
record ControllerOptions(
    Set<String> namespaces,
    String leaseNamespace,
    String identity,
    String config,
    int port,
    TriggerOptions triggers) {
  private static final String CONFIG = "kubeless-config";
  private static final int PORT = 8081;

  /** Creates options with the default ConfigMap and port. */
  ControllerOptions(Set<String> namespaces, String leaseNamespace, String identity) {
    this(namespaces, leaseNamespace, identity, CONFIG, PORT);
  }

  /** Creates options with the defaults of triggers. */
  ControllerOptions(
      Set<String> namespaces, String leaseNamespace, String identity, String config, int port) {
    this(namespaces, leaseNamespace, identity, config, port, TriggerOptions.of(Map.of()));
  }

  /** Returns these options with others about triggers. */
  ControllerOptions withTriggers(TriggerOptions others) {
    return new ControllerOptions(namespaces, leaseNamespace, identity, config, port, others);
  }

  /**
   * Reads {@code KUBELESS_NAMESPACES}, names with commas between them, or unset or empty for all;
   * {@code POD_NAMESPACE} and {@code POD_NAME}; {@code KUBELESS_CONFIG}, as upstream's controller
   * does, or {@code kubeless-config}; and {@code KUBELESS_MANAGEMENT_PORT}, as functions do, or
   * 8081.
   *
   * @throws IllegalArgumentException if {@code POD_NAMESPACE} or {@code POD_NAME} is unset, or the
   *     port is not a number from 0 to 65535
   */
  static ControllerOptions of(Map<String, String> environment) {
    Set<String> namespaces = new TreeSet<>();
    Stream.of(environment.getOrDefault("KUBELESS_NAMESPACES", "").split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .forEach(namespaces::add);
    return new ControllerOptions(
        namespaces,
        required(environment, "POD_NAMESPACE"),
        required(environment, "POD_NAME"),
        environment.getOrDefault("KUBELESS_CONFIG", CONFIG),
        port(environment.getOrDefault("KUBELESS_MANAGEMENT_PORT", PORT + "")),
        TriggerOptions.of(environment));
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "The variable " + name + " is unset: set it in the Deployment, from a fieldRef");
    }
    return value;
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException(
          "KUBELESS_MANAGEMENT_PORT is " + text + ": set it to a number from 0 to 65535");
    }
    return Integer.parseInt(text);
  }
}
