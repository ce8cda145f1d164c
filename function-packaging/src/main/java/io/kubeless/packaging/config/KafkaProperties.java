package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Message;
import java.util.Map;
import java.util.Set;

/**
 * The settings of Kafka's clients that a trigger must not contain, because the trigger has a key
 * for them or events would be lost.
 *
 * @see <a href="https://kafka.apache.org/documentation/#consumerconfigs">Consumer configs</a>
 */
final class KafkaProperties {
  private static final Map<String, String> KEYS =
      Map.of(
          "bootstrap.servers", "servers: kafka.kafka:9092",
          "group.id", "group: shop",
          "auto.offset.reset", "startFrom: latest",
          "security.protocol", "tls: true, sasl: kafka-login, or both",
          "sasl.mechanism", "saslMechanism: plain",
          "sasl.jaas.config", "sasl: kafka-login, the name of a Secret");

  private static final Map<String, Message> REASONS =
      Map.of(
          "enable.auto.commit",
              Message.of("the runtime commits an event after the function has handled it"),
          "group.instance.id", Message.of("each pod is a member of its own"),
          "key.deserializer", Message.of("a function receives the bytes of an event"),
          "value.deserializer", Message.of("a function receives the bytes of an event"),
          "isolation.level",
              Message.of("events of transactions that were aborted would be handled"));

  private static final Set<String> NOT_OF_QUEUES =
      Set.of(
          "group.protocol",
          "group.remote.assignor",
          "heartbeat.interval.ms",
          "interceptor.classes",
          "partition.assignment.strategy",
          "session.timeout.ms");

  private KafkaProperties() {}

  /** Reports the settings that are not permitted. */
  static void check(MappingReader values, Map<String, String> properties, boolean queue) {
    properties.forEach(
        (name, value) -> {
          if (KEYS.containsKey(name)) {
            wrong(
                values,
                name,
                Message.of("the trigger has a key for it"),
                Message.of("write %s", KEYS.get(name)));
          } else if (REASONS.containsKey(name)) {
            wrong(values, name, REASONS.get(name), Message.of("remove it"));
          } else if (queue && NOT_OF_QUEUES.contains(name)) {
            wrong(
                values,
                name,
                Message.of("a member of a share group has no such setting, and mode is queue"),
                Message.of("remove it"));
          } else if (name.endsWith("password") || name.startsWith("ssl.keystore.key")) {
            wrong(
                values,
                name,
                Message.of("everyone who may read Deployments could read it"),
                Message.of("write tls: broker-tls, the name of a Secret with PEM files"));
          } else if (!name.matches("[A-Za-z0-9._-]+") || value.contains("\n")) {
            values.wrong(
                name,
                Message.of("is not a setting of Kafka"),
                Message.of("a name and a value in one line are expected"),
                Message.of("write for example max.poll.interval.ms: 600000"));
          }
        });
  }

  private static void wrong(MappingReader values, String name, Message why, Message remedy) {
    values.wrong(name, Message.of("cannot be set"), why, remedy);
  }
}
