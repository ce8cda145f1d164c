package io.kubeless.nats;

import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.SourceSettings;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final int MOST_ATTEMPTS = 1000;
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
   * @param deadLetterSubject present if {@code onFailure} is {@link OnFailure#DEAD_LETTER}
   */
  record JetStream(
      Optional<String> stream,
      String durable,
      RetryPolicy retries,
      OnFailure onFailure,
      Optional<String> deadLetterSubject,
      Start start)
      implements Mode {}

  /**
   * A subscription that is not stored.
   *
   * @param queue name of the queue group
   */
  record Core(String queue) implements Mode {}

  /** What happens to an event after the last attempt. */
  enum OnFailure {
    /** It is published with the dead-letter subject. */
    DEAD_LETTER,
    /** It is given up. */
    SKIP,
    /** No further event is processed by this process. */
    STOP
  }

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
    Duration first =
        settings.millis("BACKOFF_MS", RetryPolicy.DEFAULT.first(), Duration.ofMillis(1));
    Duration most =
        settings.millis("MAX_BACKOFF_MS", longer(RetryPolicy.DEFAULT.most(), first), first);
    OnFailure onFailure = settings.choice("ON_FAILURE", OnFailure.DEAD_LETTER);
    Optional<String> deadLetters = settings.text("DEAD_LETTER_SUBJECT");
    if (onFailure == OnFailure.DEAD_LETTER) {
      String deadLetter = settings.required("DEAD_LETTER_SUBJECT");
      if (!Subjects.valid(deadLetter)
          || Subjects.hasWildcard(deadLetter)
          || Subjects.overlap(deadLetter, subject)) {
        throw settings.wrong(
            "DEAD_LETTER_SUBJECT", "a subject without wildcards that SUBJECT does not match");
      }
    }
    return new JetStream(
        settings.text("STREAM").isPresent()
            ? Optional.of(named(settings, "STREAM"))
            : Optional.empty(),
        named(settings, "DURABLE"),
        new RetryPolicy(
            settings.number("ATTEMPTS", RetryPolicy.DEFAULT.attempts(), 1, MOST_ATTEMPTS),
            first,
            most),
        onFailure,
        deadLetters.filter(text -> onFailure == OnFailure.DEAD_LETTER),
        settings.choice("START", Start.EARLIEST));
  }

  private static String named(SourceSettings settings, String key) throws InvalidSource {
    String name = settings.required(key);
    if (!NAME.matcher(name).matches()) {
      throw settings.wrong(key, "a name without spaces and without . * > / \\");
    }
    return name;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
