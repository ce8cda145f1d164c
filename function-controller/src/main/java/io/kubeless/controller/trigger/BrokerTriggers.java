package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.EventSettings;
import io.kubeless.packaging.manifest.KafkaTrigger;
import io.kubeless.packaging.manifest.NatsTrigger;
import io.kubeless.packaging.model.Trigger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * KafkaTriggers and NATSTriggers as the plugin knows them. Their consumer groups have the names of
 * upstream, so that a function goes on where upstream's controller has ended.
 */
final class BrokerTriggers {
  private BrokerTriggers() {}

  /** Returns the part of the runtime that receives the events, such as {@code kafka}. */
  static String part(TriggerResource trigger) {
    return trigger.kind().equals(TriggerResource.KAFKA) ? "kafka" : "nats";
  }

  /** Returns the trigger of a function that receives the events itself. */
  static Trigger model(TriggerResource trigger, TriggerOptions options) {
    return model(trigger, options, Optional.empty());
  }

  /**
   * Returns the trigger of a forwarder.
   *
   * @param function the function that it calls, after which its consumers are named
   */
  static Trigger forwarding(TriggerResource trigger, TriggerOptions options, String function) {
    return model(trigger, options, Optional.of(function));
  }

  private static Trigger model(
      TriggerResource trigger, TriggerOptions options, Optional<String> function) {
    String topic = trigger.required("topic", "topic: orders");
    Optional<String> consumer =
        function.map(each -> trigger.namespace() + "_" + trigger.name() + "_" + each);
    return trigger.kind().equals(TriggerResource.KAFKA)
        ? kafka(trigger, topic, options.kafka().withServers(servers(trigger)), consumer)
        : nats(trigger, topic, options.nats().withServers(servers(trigger)), consumer);
  }

  /** Returns the servers of a trigger in a Function; empty for those of the controller. */
  private static List<String> servers(TriggerResource trigger) {
    Object servers = trigger.spec().get("servers");
    return servers instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : BrokerOptions.split(servers == null ? "" : servers.toString());
  }

  private static KafkaTrigger kafka(
      TriggerResource trigger, String topic, BrokerOptions broker, Optional<String> consumer) {
    return new KafkaTrigger(
        settings(trigger, broker),
        topic,
        Optional.empty(),
        consumer.map(each -> each + "_" + topic),
        Optional.empty(),
        Optional.empty(),
        broker.login().isPresent() ? broker.mode() : Optional.empty(),
        broker.login(),
        new TreeMap<>());
  }

  private static NatsTrigger nats(
      TriggerResource trigger, String subject, BrokerOptions broker, Optional<String> consumer) {
    String words = subject.replace("*", "any").replace(">", "rest"); // as in the function itself
    return new NatsTrigger(
        settings(trigger, broker),
        subject,
        broker.mode(),
        Optional.empty(),
        consumer.map(each -> each.replace('.', '-')),
        consumer.map(each -> each + "_" + words),
        Optional.empty(),
        broker.login(),
        Optional.empty(),
        Optional.empty());
  }

  private static EventSettings settings(TriggerResource trigger, BrokerOptions broker) {
    return new EventSettings(
        trigger.name(),
        broker.servers(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        broker.tls(),
        broker.tlsSecret(),
        OptionalInt.empty(),
        Optional.empty());
  }
}
