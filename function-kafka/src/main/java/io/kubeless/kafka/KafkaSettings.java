package io.kubeless.kafka;

import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.SourceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of one trigger.
 *
 * @param name identifies the trigger within the function
 * @param servers the bootstrap servers, separated by commas
 * @param group id of the consumer group
 * @param member id of a static member, empty for a dynamic one
 * @param parallelism maximum number of events that are processed at the same time, 1 or more
 * @param deadLetterTopic present if {@code onFailure} is {@link OnFailure#DEAD_LETTER}
 * @param tls whether connections are encrypted
 * @param tlsDirectory contains {@code ca.crt}, and {@code tls.crt} and {@code tls.key} of a client;
 *     empty for the authorities of the JVM
 * @param properties of the clients, which take precedence over the defaults of the runtime
 */
record KafkaSettings(
    String name,
    String servers,
    String topic,
    String group,
    Optional<String> member,
    Order order,
    int parallelism,
    RetryPolicy retries,
    OnFailure onFailure,
    Optional<String> deadLetterTopic,
    Start start,
    boolean tls,
    Optional<Path> tlsDirectory,
    Optional<Sasl> sasl,
    Map<String, String> properties) {
  static final int DEFAULT_PARALLELISM = 16;
  private static final int MOST_ATTEMPTS = 1000;
  private static final int MOST_PARALLELISM = 1000;

  /** Which events wait for each other. */
  enum Order {
    /** Those of the same partition. */
    PARTITION,
    /** Those of the same partition that have the same key. */
    KEY,
    /** None. */
    NONE
  }

  /** What happens to an event after the last attempt. */
  enum OnFailure {
    /** It is written to the dead-letter topic. */
    DEAD_LETTER,
    /** It is given up. */
    SKIP,
    /** No further event of its partition is processed. */
    STOP
  }

  /** Where a group without a committed offset begins. */
  enum Start {
    EARLIEST,
    LATEST
  }

  /**
   * A login.
   *
   * @param mechanism the name of the mechanism
   * @param directory contains {@code username} and {@code password}
   */
  record Sasl(Mechanism mechanism, Path directory) {}

  /** A SASL mechanism. */
  enum Mechanism {
    PLAIN,
    SCRAM_SHA_256,
    SCRAM_SHA_512
  }

  /**
   * Reads the settings.
   *
   * @param environment for the name of this pod
   */
  static KafkaSettings read(SourceSettings settings, Map<String, String> environment)
      throws InvalidSource {
    Duration first =
        settings.millis("BACKOFF_MS", RetryPolicy.DEFAULT.first(), Duration.ofMillis(1));
    Duration most =
        settings.millis("MAX_BACKOFF_MS", longer(RetryPolicy.DEFAULT.most(), first), first);
    OnFailure onFailure = settings.choice("ON_FAILURE", OnFailure.DEAD_LETTER);
    Optional<Path> sasl = settings.directory("SASL_DIRECTORY");
    Mechanism mechanism = settings.choice("SASL_MECHANISM", Mechanism.SCRAM_SHA_512);
    boolean isStatic = settings.text("STATIC_MEMBER").map(Boolean::parseBoolean).orElse(false);
    KafkaSettings read =
        new KafkaSettings(
            settings.name(),
            settings.required("SERVERS"),
            settings.required("TOPIC"),
            settings.required("GROUP"),
            Optional.ofNullable(environment.get("HOSTNAME"))
                .filter(name -> isStatic)
                .map(name -> name + "-" + settings.name()),
            settings.choice("ORDER", Order.PARTITION),
            settings.number("PARALLELISM", DEFAULT_PARALLELISM, 1, MOST_PARALLELISM),
            new RetryPolicy(
                settings.number("ATTEMPTS", RetryPolicy.DEFAULT.attempts(), 1, MOST_ATTEMPTS),
                first,
                most),
            onFailure,
            settings.text("DEAD_LETTER_TOPIC").filter(topic -> onFailure == OnFailure.DEAD_LETTER),
            settings.choice("START", Start.EARLIEST),
            settings.text("TLS").map(Boolean::parseBoolean).orElse(false),
            settings.directory("TLS_DIRECTORY"),
            sasl.map(directory -> new Sasl(mechanism, directory)),
            properties(settings));
    settings.requireNoOther();
    if (onFailure == OnFailure.DEAD_LETTER) {
      settings.required("DEAD_LETTER_TOPIC");
    }
    if (read.deadLetterTopic().filter(read.topic()::equals).isPresent()) {
      throw settings.wrong("DEAD_LETTER_TOPIC", "another topic than TOPIC");
    }
    return read;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Map<String, String> properties(SourceSettings settings) throws InvalidSource {
    Map<String, String> properties = new TreeMap<>();
    for (String line : settings.text("PROPERTIES").orElse("").split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals < 1 && !line.isEmpty()) {
        throw settings.wrong("PROPERTIES", "lines of the form name=value");
      }
      if (!line.isEmpty()) {
        properties.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return properties;
  }
}
