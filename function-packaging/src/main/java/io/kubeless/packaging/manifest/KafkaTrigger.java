package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.TriggerRenderer;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Events of a Kafka topic.
 *
 * @param events the settings that do not depend on Kafka
 * @param topic name of the topic
 * @param mode stream for a consumer group, queue for a share group
 * @param group id of the group; if absent, it is determined by namespace, trigger, function, topic
 *     and mode
 * @param order which events wait for each other: partition, key or none
 * @param deadLetterTopic if absent, the topic's name followed by {@code -dead-letters}
 * @param saslMechanism plain, scram-sha-256 or scram-sha-512
 * @param saslSecret name of the Secret with {@code username} and {@code password}
 * @param properties further settings of Kafka's clients
 */
public record KafkaTrigger(
    EventSettings events,
    String topic,
    Optional<String> mode,
    Optional<String> group,
    Optional<String> order,
    Optional<String> deadLetterTopic,
    Optional<String> saslMechanism,
    Optional<String> saslSecret,
    SortedMap<String, String> properties)
    implements BrokerTrigger {

  /** Copies the properties. */
  public KafkaTrigger {
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
  }

  /**
   * Returns whether the pods share the events of a partition, because they are in a share group.
   */
  public boolean isQueue() {
    return mode.filter("queue"::equals).isPresent();
  }

  /** Returns the topic of dead letters, whether or not there are any. */
  public String deadLetters() {
    return deadLetterTopic.orElse(topic + "-dead-letters");
  }

  @Override
  public Optional<String> source() {
    return Optional.of("kafka-" + events.name());
  }

  @Override
  public TriggerRenderer renderer() {
    return new KafkaRenderer();
  }
}
