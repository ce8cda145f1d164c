package io.kubeless.controller.trigger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How pods connect to the broker of all triggers of a kind. Credentials are in Secrets of each
 * namespace with triggers, so the controller never reads or copies them.
 *
 * @param servers addresses, as pods reach them; at least one
 * @param tls whether connections are encrypted
 * @param tlsSecret name of the Secret with {@code ca.crt}, {@code tls.crt} and {@code tls.key}; if
 *     absent, the certificates of the JVM are used
 * @param login name of the Secret with a login; absent if the broker requires none
 * @param mode for Kafka the SASL mechanism, for NATS {@code core} or {@code jetstream}; if absent,
 *     the default
 */
record BrokerOptions(
    List<String> servers,
    boolean tls,
    Optional<String> tlsSecret,
    Optional<String> login,
    Optional<String> mode) {
  /** The variables of upstream's controllers that contain credentials or turn off their check. */
  private static final List<String> REFUSED =
      List.of(
          "KAFKA_CACERTS",
          "KAFKA_CERT",
          "KAFKA_KEY",
          "KAFKA_USERNAME",
          "KAFKA_PASSWORD",
          "KAFKA_INSECURE");

  /** Copies the servers. */
  BrokerOptions {
    servers = List.copyOf(servers);
  }

  static BrokerOptions kafka(Map<String, String> environment) {
    for (String each : REFUSED) {
      if (set(environment, each).filter(value -> !value.equals("false")).isPresent()) {
        throw new IllegalArgumentException(
            "The variable "
                + each
                + " is set: pods connect to Kafka themselves, with Secrets of their namespace; name"
                + " them in KAFKA_TLS_SECRET and KAFKA_SASL_SECRET instead");
      }
    }
    return new BrokerOptions(
        servers(environment, "KAFKA_BROKERS", "kafka.kubeless:9092"),
        flag(environment, "KAFKA_ENABLE_TLS") || set(environment, "KAFKA_TLS_SECRET").isPresent(),
        set(environment, "KAFKA_TLS_SECRET"),
        login(environment),
        set(environment, "KAFKA_SASL_MECHANISM"));
  }

  private static Optional<String> login(Map<String, String> environment) {
    Optional<String> secret = set(environment, "KAFKA_SASL_SECRET");
    if (secret.isEmpty() && flag(environment, "KAFKA_ENABLE_SASL")) {
      throw new IllegalArgumentException(
          "The variable KAFKA_ENABLE_SASL is true without KAFKA_SASL_SECRET: set it to the name of"
              + " a Secret with username and password, which each namespace with KafkaTriggers"
              + " contains");
    }
    return secret;
  }

  static BrokerOptions nats(Map<String, String> environment) {
    return new BrokerOptions(
        servers(environment, "NATS_URL", "nats://nats.nats-io.svc.cluster.local:4222"),
        flag(environment, "NATS_ENABLE_TLS") || set(environment, "NATS_TLS_SECRET").isPresent(),
        set(environment, "NATS_TLS_SECRET"),
        set(environment, "NATS_CREDENTIALS_SECRET"),
        Optional.of(mode(set(environment, "NATS_MODE").orElse("core"))));
  }

  private static String mode(String mode) {
    if (!List.of("core", "jetstream").contains(mode)) {
      throw new IllegalArgumentException(
          "The variable NATS_MODE is " + mode + ": set it to core or jetstream");
    }
    return mode;
  }

  /** Returns these options with other servers. */
  BrokerOptions withServers(List<String> others) {
    return others.isEmpty() ? this : new BrokerOptions(others, tls, tlsSecret, login, mode);
  }

  private static List<String> servers(
      Map<String, String> environment, String name, String otherwise) {
    return split(set(environment, name).orElse(otherwise));
  }

  /** Returns the addresses between commas. */
  static List<String> split(String servers) {
    return Stream.of(servers.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static boolean flag(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "").equalsIgnoreCase("true");
  }

  static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.of(environment.getOrDefault(name, "").strip()).filter(s -> !s.isEmpty());
  }
}
