package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.TriggerRenderer;
import java.util.Optional;

/**
 * Messages of a NATS subject.
 *
 * @param events the settings that do not depend on NATS
 * @param subject may contain wildcards
 * @param mode jetstream or core
 * @param stream name of the stream; if absent, the one that contains the subject
 * @param durable name of the durable consumer; if absent, it is determined by namespace, trigger
 *     and function
 * @param queue queue group of mode core; if absent, it is determined by namespace, trigger,
 *     function and subject
 * @param deadLetterSubject if absent, {@code dead-letters.} followed by the trigger's name
 * @param credentials name of the Secret with a login
 * @param monitoring host and port of a server's monitoring; if absent, the first server and 8222
 * @param account name of the account in this monitoring; if absent, the global account
 */
public record NatsTrigger(
    EventSettings events,
    String subject,
    Optional<String> mode,
    Optional<String> stream,
    Optional<String> durable,
    Optional<String> queue,
    Optional<String> deadLetterSubject,
    Optional<String> credentials,
    Optional<String> monitoring,
    Optional<String> account)
    implements BrokerTrigger {

  /** Returns whether messages are delivered at most once, because no stream stores them. */
  public boolean isCore() {
    return mode.filter("core"::equals).isPresent();
  }

  /** Returns the subject of dead letters, whether or not there are any. */
  public String deadLetters() {
    return deadLetterSubject.orElse("dead-letters." + events.name());
  }

  @Override
  public Optional<String> source() {
    return Optional.of("nats-" + events.name());
  }

  @Override
  public TriggerRenderer renderer() {
    return new NatsRenderer();
  }
}
