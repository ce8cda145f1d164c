package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.LagMetric;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lag of a NATS trigger: the number of messages of its stream that its durable consumer has not
 * acknowledged. KEDA asks the monitoring of a server, which has no login.
 *
 * @see <a href="https://keda.sh/docs/latest/scalers/nats-jetstream/">KEDA's scaler</a>
 */
public final class NatsLag {
  /** The metric of prometheus-nats-exporter. */
  public static final String METRIC = "jetstream_consumer_num_pending";

  /** The account of servers without accounts. */
  public static final String GLOBAL_ACCOUNT = "$G";

  private NatsLag() {}

  static LagMetric of(NatsTrigger trigger, String durable) {
    EventSettings events = trigger.events();
    String stream = trigger.stream().orElseThrow();
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(
        "natsServerMonitoringEndpoint", trigger.monitoring().orElseGet(() -> monitoring(events)));
    metadata.put("account", trigger.account().orElse(GLOBAL_ACCOUNT));
    metadata.put("stream", stream);
    metadata.put("consumer", durable);
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("stream_name", stream);
    labels.put("consumer_name", durable);
    return new LagMetric(
        "nats." + events.name(),
        events.lag().orElseThrow(),
        "nats-jetstream",
        metadata,
        new TreeMap<>(),
        events.metric().orElse(METRIC),
        labels);
  }

  /** Returns the first server with the usual port; a trigger without servers is refused later. */
  private static String monitoring(EventSettings events) {
    String server = events.servers().isEmpty() ? "" : events.servers().get(0);
    return server.replaceFirst("^[a-z]+://", "").replaceFirst(":\\d+$", "") + ":8222";
  }
}
