package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.LagMetric;
import io.kubeless.packaging.model.LagMetric.Entry;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lag of a Kafka trigger: the number of events of its topic that its consumer group has not
 * acknowledged.
 *
 * @see <a href="https://keda.sh/docs/latest/scalers/apache-kafka/">KEDA's scaler</a>
 */
public final class KafkaLag {
  /** The metric of kafka_exporter. */
  public static final String METRIC = "kafka_consumergroup_lag";

  private KafkaLag() {}

  static LagMetric of(KafkaTrigger trigger, String group) {
    EventSettings events = trigger.events();
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put("bootstrapServers", String.join(",", events.servers()));
    metadata.put("consumerGroup", group);
    metadata.put("topic", trigger.topic());
    // KEDA's default differs from that of the trigger
    metadata.put("offsetResetPolicy", events.startFrom().orElse("earliest"));
    SortedMap<String, Entry> credentials = new TreeMap<>();
    if (events.tls()) {
      metadata.put("tls", "enable");
    }
    events
        .tlsSecret()
        .ifPresent(
            secret -> {
              credentials.put("ca", new Entry(secret, "ca.crt"));
              credentials.put("cert", new Entry(secret, "tls.crt"));
              credentials.put("key", new Entry(secret, "tls.key"));
            });
    trigger
        .saslSecret()
        .ifPresent(
            secret -> {
              metadata.put("sasl", sasl(trigger));
              credentials.put("username", new Entry(secret, "username"));
              credentials.put("password", new Entry(secret, "password"));
            });
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("consumergroup", group);
    labels.put("topic", trigger.topic());
    return new LagMetric(
        "kafka." + events.name(),
        events.lag().orElseThrow(),
        "kafka",
        metadata,
        credentials,
        events.metric().orElse(METRIC),
        labels);
  }

  private static String sasl(KafkaTrigger trigger) {
    return switch (trigger.saslMechanism().orElse("scram-sha-512")) {
      case "plain" -> "plaintext";
      case "scram-sha-256" -> "scram_sha256";
      default -> "scram_sha512";
    };
  }
}
