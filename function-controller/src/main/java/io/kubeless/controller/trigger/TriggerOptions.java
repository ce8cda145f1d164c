package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.GatewayReference;
import java.util.Map;
import java.util.Optional;

/**
 * The options of the controller that are about triggers.
 *
 * @param forwarder image of the forwarder, for functions whose images do not contain the runtime of
 *     this project; if absent, their triggers of brokers and schedules cannot be served
 * @param pullSecret name of the Secret for pulling that image, in each namespace with triggers;
 *     absent if it can be pulled without one
 * @param gateway the Gateway of HTTPTriggers without settings of an Ingress; if absent, all of them
 *     become Ingresses
 * @param kafka how pods connect to Kafka
 * @param nats how pods connect to NATS
 */
public record TriggerOptions(
    Optional<String> forwarder,
    Optional<String> pullSecret,
    Optional<GatewayReference> gateway,
    BrokerOptions kafka,
    BrokerOptions nats) {

  /**
   * Reads {@code KUBELESS_FORWARDER_IMAGE}, {@code KUBELESS_FORWARDER_PULL_SECRET}, {@code
   * KUBELESS_GATEWAY} ({@code namespace/name} or {@code namespace/name/listener}), and the
   * variables of the brokers: {@code KAFKA_BROKERS}, {@code KAFKA_ENABLE_TLS}, {@code
   * KAFKA_TLS_SECRET}, {@code KAFKA_SASL_SECRET}, {@code KAFKA_SASL_MECHANISM}, {@code NATS_URL},
   * {@code NATS_MODE}, {@code NATS_ENABLE_TLS}, {@code NATS_TLS_SECRET}, {@code
   * NATS_CREDENTIALS_SECRET}. All of them are optional.
   *
   * @throws IllegalArgumentException if a value is not valid
   */
  public static TriggerOptions of(Map<String, String> environment) {
    return new TriggerOptions(
        BrokerOptions.set(environment, "KUBELESS_FORWARDER_IMAGE"),
        BrokerOptions.set(environment, "KUBELESS_FORWARDER_PULL_SECRET"),
        BrokerOptions.set(environment, "KUBELESS_GATEWAY").map(TriggerOptions::gateway),
        BrokerOptions.kafka(environment),
        BrokerOptions.nats(environment));
  }

  /** Returns these options without a Gateway, for a cluster that does not serve HTTPRoutes. */
  public TriggerOptions withoutGateway() {
    return new TriggerOptions(forwarder, pullSecret, Optional.empty(), kafka, nats);
  }

  private static GatewayReference gateway(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3 || text.contains("//") || text.endsWith("/")) {
      throw new IllegalArgumentException(
          "The variable KUBELESS_GATEWAY is "
              + text
              + ": write namespace/name, or namespace/name/listener");
    }
    return new GatewayReference(
        Optional.of(parts[0]),
        parts[1],
        parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
  }
}
