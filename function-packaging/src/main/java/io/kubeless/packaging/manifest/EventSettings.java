package io.kubeless.packaging.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings that triggers with a source of events in the function's process have in common. The
 * runtime has a default for each one that is absent.
 *
 * @param name identifies the trigger among those of the same type; a DNS name
 * @param servers the addresses of the broker; empty if the manifests are for a target that has no
 *     source
 * @param parallelism maximum number of events that a process handles at the same time
 * @param attempts maximum number of attempts for one event
 * @param backoff delay after the first attempt, at least a millisecond
 * @param maxBackoff maximum delay between attempts
 * @param onFailure what happens after the last attempt: deadLetter, skip or stop
 * @param startFrom where a new group begins: earliest or latest
 * @param tls whether connections are encrypted
 * @param tlsSecret name of the Secret with certificates; if absent, those of the JVM are used
 * @param lag number of waiting events for each pod, at least 1; if absent, they do not scale
 * @param metric name of the external metric with the lag; if absent, that of the usual exporter
 */
public record EventSettings(
    String name,
    List<String> servers,
    OptionalInt parallelism,
    OptionalInt attempts,
    Optional<Duration> backoff,
    Optional<Duration> maxBackoff,
    Optional<String> onFailure,
    Optional<String> startFrom,
    boolean tls,
    Optional<String> tlsSecret,
    OptionalInt lag,
    Optional<String> metric) {

  /** What happens to an event after the last attempt, unless it is set. */
  public static final String DEAD_LETTER = "deadLetter";

  /** Copies the servers. */
  public EventSettings {
    servers = List.copyOf(servers);
  }

  /** Returns whether an event is stored as a dead letter after the last attempt. */
  public boolean hasDeadLetters() {
    return onFailure.orElse(DEAD_LETTER).equals(DEAD_LETTER);
  }
}
