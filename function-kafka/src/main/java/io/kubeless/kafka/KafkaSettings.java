package io.kubeless.kafka;

import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.SourceSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of one trigger.
 *
 * @param name identifies the trigger within the function
 * @param servers the bootstrap servers, separated by commas
 * @param group id of the consumer group or the share group
 * @param temporary whether the group is deleted at the end of the process
 * @param member id of a static member, empty for a dynamic one
 * @param parallelism maximum number of events that are processed at the same time, 1 or more
 * @param failures its dead letters are written to another topic
 * @param tls whether connections are encrypted
 * @param tlsDirectory contains {@code ca.crt}, and {@code tls.crt} and {@code tls.key} of a client;
 *     empty for the authorities of the JVM
 * @param properties of the clients, which take precedence over the defaults of the runtime
 */
record KafkaSettings(
    String name,
    String servers,
    String topic,
    Mode mode,
    String group,
    boolean temporary,
    Optional<String> member,
    Order order,
    int parallelism,
    FailurePolicy failures,
    Start start,
    boolean tls,
    Optional<Path> tlsDirectory,
    Optional<Sasl> sasl,
    Map<String, String> properties) {
  static final int DEFAULT_PARALLELISM = 16;
  private static final int MOST_PARALLELISM = 1000;

  /** How the members of a group share the events. */
  enum Mode {
    /** Each partition has one member, in a consumer group. */
    STREAM,
    /** Each event is delivered to any member, in a share group. */
    QUEUE
  }

  /** Which events wait for each other. */
  enum Order {
    /** Those of the same partition. */
    PARTITION,
    /** Those of the same partition that have the same key. */
    KEY,
    /** None. */
    NONE
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
    Optional<Path> sasl = settings.directory("SASL_DIRECTORY");
    Mechanism mechanism = settings.choice("SASL_MECHANISM", Mechanism.SCRAM_SHA_512);
    Mode mode = settings.choice("MODE", Mode.STREAM);
    boolean isStatic = settings.text("STATIC_MEMBER").map(Boolean::parseBoolean).orElse(false);
    KafkaSettings read =
        new KafkaSettings(
            settings.name(),
            settings.required("SERVERS"),
            settings.required("TOPIC"),
            mode,
            settings.required("GROUP"),
            settings.text("TEMPORARY").map(Boolean::parseBoolean).orElse(false),
            Optional.ofNullable(environment.get("HOSTNAME"))
                .filter(name -> isStatic)
                .map(name -> name + "-" + settings.name()),
            settings.choice("ORDER", mode == Mode.QUEUE ? Order.NONE : Order.PARTITION),
            settings.number("PARALLELISM", DEFAULT_PARALLELISM, 1, MOST_PARALLELISM),
            FailurePolicy.read(settings, "DEAD_LETTER_TOPIC"),
            settings.choice("START", Start.EARLIEST),
            settings.text("TLS").map(Boolean::parseBoolean).orElse(false),
            settings.directory("TLS_DIRECTORY"),
            sasl.map(directory -> new Sasl(mechanism, directory)),
            properties(settings));
    settings.requireNoOther();
    if (mode == Mode.QUEUE) {
      requireQueue(settings, read);
    }
    if (read.failures().deadLetters().filter(read.topic()::equals).isPresent()) {
      throw settings.wrong("DEAD_LETTER_TOPIC", "another topic than TOPIC");
    }
    return read;
  }

  private static void requireQueue(SourceSettings settings, KafkaSettings read)
      throws InvalidSource {
    if (read.order() != Order.NONE) {
      throw settings.wrong("ORDER", "none in mode queue, which has no order");
    }
    if (read.member().isPresent()) {
      throw settings.wrong("STATIC_MEMBER", "unset in mode queue, whose groups have none");
    }
    if (read.failures().onFailure() == FailurePolicy.OnFailure.STOP) {
      throw settings.wrong(
          "ON_FAILURE", "dead-letter or skip in mode queue, where another member gets the event");
    }
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
