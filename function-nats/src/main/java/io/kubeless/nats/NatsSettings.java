package io.kubeless.nats;

import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.SourceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of one trigger.
 *
 * @param name identifies the trigger within the function
 * @param servers such as {@code nats://nats:4222}, separated by commas
 * @param subject may contain wildcards
 * @param parallelism maximum number of events that are processed at the same time, 1 or more
 * @param tls whether connections are encrypted
 * @param tlsDirectory contains {@code ca.crt}, and {@code tls.crt} and {@code tls.key} of a client;
 *     empty for the authorities of the JVM
 * @param credentialsDirectory contains {@code nats.creds}, {@code nkey}, {@code token}, or {@code
 *     username} and {@code password}; empty if no login is required
 */
record NatsSettings(
    String name,
    String servers,
    String subject,
    Mode mode,
    int parallelism,
    boolean tls,
    Optional<Path> tlsDirectory,
    Optional<Path> credentialsDirectory) {
  static final int DEFAULT_PARALLELISM = 16;
  private static final int MOST_PARALLELISM = 1000;
  private static final Pattern SERVERS = Pattern.compile("((nats|tls)://)?[^\\s,@/]+");
  private static final Pattern NAME = Pattern.compile("[^\\s.*>/\\\\]+");

  /** How messages are received. */
  sealed interface Mode {}

  /**
   * A durable consumer of a stream.
   *
   * @param stream its name; if empty, the only one that stores the subject
   * @param durable name of the consumer
   * @param temporary whether the consumer is deleted at the end of the process
   */
  record JetStream(
      Optional<String> stream,
      String durable,
      boolean temporary,
      FailurePolicy failures,
      Start start)
      implements Mode {}

  /**
   * A subscription that is not stored.
   *
   * @param queue name of the queue group
   */
  record Core(String queue) implements Mode {}

  /** Where a new consumer begins. */
  enum Start {
    EARLIEST,
    LATEST
  }

  private enum Kind {
    JETSTREAM,
    CORE
  }

  /** Reads the settings. */
  static NatsSettings read(SourceSettings settings) throws InvalidSource {
    String servers = settings.required("SERVERS");
    boolean encrypted = settings.text("TLS").map(Boolean::parseBoolean).orElse(false);
    for (String server : servers.split(",", -1)) {
      if (!SERVERS.matcher(server).matches()) {
        throw settings.wrong(
            "SERVERS", "addresses such as nats://host:4222, separated by commas, without a login");
      }
      encrypted |= server.startsWith("tls://");
    }
    String subject = settings.required("SUBJECT");
    if (!Subjects.valid(subject)) {
      throw settings.wrong("SUBJECT", "a subject such as orders.created or orders.>");
    }
    Optional<Path> tlsDirectory = settings.directory("TLS_DIRECTORY");
    Kind kind = settings.choice("MODE", Kind.JETSTREAM);
    NatsSettings read =
        new NatsSettings(
            settings.name(),
            servers,
            subject,
            kind == Kind.CORE ? core(settings) : jetStream(settings, subject),
            settings.number("PARALLELISM", DEFAULT_PARALLELISM, 1, MOST_PARALLELISM),
            encrypted || tlsDirectory.isPresent(),
            tlsDirectory,
            settings.directory("CREDENTIALS_DIRECTORY"));
    settings.requireNoOther();
    return read;
  }

  private static Core core(SourceSettings settings) throws InvalidSource {
    for (String key :
        List.of(
            "STREAM",
            "DURABLE",
            "TEMPORARY",
            "START",
            "ATTEMPTS",
            "BACKOFF_MS",
            "MAX_BACKOFF_MS",
            "ON_FAILURE",
            "DEAD_LETTER_SUBJECT")) {
      if (settings.text(key).isPresent()) {
        throw settings.wrong(
            key, "unset in mode core, whose events are delivered at most once and not stored");
      }
    }
    return new Core(settings.required("QUEUE"));
  }

  private static JetStream jetStream(SourceSettings settings, String subject) throws InvalidSource {
    if (settings.text("QUEUE").isPresent()) {
      throw settings.wrong("QUEUE", "unset in mode jetstream, whose consumers share by DURABLE");
    }
    FailurePolicy failures = FailurePolicy.read(settings, "DEAD_LETTER_SUBJECT");
    if (failures.deadLetters().filter(each -> !separate(each, subject)).isPresent()) {
      throw settings.wrong(
          "DEAD_LETTER_SUBJECT", "a subject without wildcards that SUBJECT does not match");
    }
    return new JetStream(
        settings.text("STREAM").isPresent()
            ? Optional.of(named(settings, "STREAM"))
            : Optional.empty(),
        named(settings, "DURABLE"),
        settings.text("TEMPORARY").map(Boolean::parseBoolean).orElse(false),
        failures,
        settings.choice("START", Start.EARLIEST));
  }

  private static boolean separate(String deadLetters, String subject) {
    return Subjects.valid(deadLetters)
        && !Subjects.hasWildcard(deadLetters)
        && !Subjects.overlap(deadLetters, subject);
  }

  private static String named(SourceSettings settings, String key) throws InvalidSource {
    String name = settings.required(key);
    if (!NAME.matcher(name).matches()) {
      throw settings.wrong(key, "a name without spaces and without . * > / \\");
    }
    return name;
  }
}
