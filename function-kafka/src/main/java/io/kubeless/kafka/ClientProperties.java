package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Sasl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * The configuration of Kafka's clients. Certificates and logins are read when a client is created,
 * so that a new client uses a rotated Secret.
 *
 * @see <a href="https://kafka.apache.org/documentation/#configuration">Configuration</a>
 */
record ClientProperties(KafkaSettings settings, long heapBytes) {
  // Settings of the connection, which the consumer, the producer and the admin client share.
  private static final String CONNECTION = "(ssl|sasl)\\..*|client\\.dns\\.lookup";
  private static final int MOST_FETCH_BYTES = 50 << 20;
  private static final int MOST_PARTITION_FETCH_BYTES = 1 << 20;
  private static final int MOST_DEAD_LETTER_BYTES = 16 << 20; // without compression

  /** Returns the number of bytes of received records that are kept in memory. */
  long bufferBytes() {
    return Math.max(1 << 20, heapBytes / 8);
  }

  /**
   * Returns how long a rebalance waits for events that are being processed: for the timeout, but
   * not so long that the broker excludes the member.
   */
  Duration mostWait(Duration timeout) {
    String interval =
        settings.properties().getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "300000");
    try {
      Duration half = Duration.ofMillis(Long.parseLong(interval) / 2);
      return timeout.compareTo(half) < 0 ? timeout : half;
    } catch (NumberFormatException e) { // the client reports it
      return timeout;
    }
  }

  Map<String, Object> consumer() throws IOException {
    Map<String, Object> properties = common();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    settings
        .member()
        .ifPresent(member -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, member));
    // Also for a position whose records were deleted. A new group may begin with the latest one.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Math.min(MOST_FETCH_BYTES, bufferBytes() / 2));
    properties.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        Math.min(MOST_PARTITION_FETCH_BYTES, bufferBytes() / 4));
    properties.putAll(settings.properties());
    if (!"consumer".equals(properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
      properties.putIfAbsent(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          CooperativeStickyAssignor.class.getName());
    }
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.replaceAll((key, value) -> value instanceof Long ? "" + value : value);
    return properties;
  }

  /**
   * Returns the configuration of a member of a share group. It gets one event at a time, because a
   * member gets no further events before it has acknowledged those that it has.
   */
  Map<String, Object> shareConsumer() throws IOException {
    Map<String, Object> properties = common();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        Math.min(MOST_PARTITION_FETCH_BYTES, bufferBytes() / settings.parallelism()));
    properties.putAll(settings.properties());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    properties.replaceAll((key, value) -> value instanceof Long ? "" + value : value);
    return properties;
  }

  Map<String, Object> producer() throws IOException {
    Map<String, Object> properties = common();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // With several, a request that overtakes the first one of a producer blocks it until its
    // delivery timeout (KAFKA-14359).
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // A record that was compressed when it was received would be too long for the brokers
    // otherwise.
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    properties.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(MOST_DEAD_LETTER_BYTES, bufferBytes() / 2));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_DEAD_LETTER_BYTES);
    return properties;
  }

  Map<String, Object> admin() throws IOException {
    Map<String, Object> properties = common();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return properties;
  }

  private Map<String, Object> common() throws IOException {
    Map<String, Object> properties = new HashMap<>();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
    properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);
    properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    properties.put("enable.metrics.push", false);
    properties.put(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        (settings.sasl().isPresent() ? "SASL_" : "") + (settings.tls() ? "SSL" : "PLAINTEXT"));
    if (settings.sasl().isEmpty() && !settings.tls()) {
      properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
    }
    settings
        .properties()
        .forEach(
            (name, value) -> {
              if (name.matches(CONNECTION)) {
                properties.put(name, value);
              }
            });
    if (settings.sasl().isPresent()) {
      login(settings.sasl().get(), properties);
    }
    if (settings.tlsDirectory().isPresent()) {
      certificates(settings.tlsDirectory().get(), properties);
    }
    return properties;
  }

  private static void login(Sasl sasl, Map<String, Object> properties) throws IOException {
    String mechanism = sasl.mechanism().name().replace('_', '-');
    String module =
        mechanism.equals("PLAIN")
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
    properties.put(
        SaslConfigs.SASL_JAAS_CONFIG,
        module
            + " required username="
            + quoted(line(sasl.directory().resolve("username")))
            + " password="
            + quoted(line(sasl.directory().resolve("password")))
            + ";");
  }

  /** Quotes a value as a JAAS configuration requires. */
  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void certificates(Path directory, Map<String, Object> properties)
      throws IOException {
    if (Files.exists(directory.resolve("ca.crt"))) {
      properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      properties.put(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, text(directory.resolve("ca.crt")));
    }
    if (Files.exists(directory.resolve("tls.crt"))) {
      properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      properties.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(directory.resolve("tls.crt")));
      properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(directory.resolve("tls.key")));
    }
  }

  private static String line(Path file) throws IOException {
    return text(file).strip();
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException("the Secret has no entry " + file.getFileName() + ": " + file, e);
    }
  }
}
