package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.MAP;
import static io.kubeless.packaging.config.Key.Type.TEXT;

import io.kubeless.packaging.manifest.EventSettings;
import io.kubeless.packaging.manifest.KafkaLag;
import io.kubeless.packaging.manifest.KafkaTrigger;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Trigger;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Events of a Kafka topic.
 *
 * @see <a href="https://kafka.apache.org/documentation/#intro_concepts_and_terms">Kafka</a>
 */
final class KafkaTriggerType implements TriggerType {
  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
  private static final Pattern GROUP = Pattern.compile("\\P{Cntrl}{1,255}");
  private static final Pattern SERVER =
      Pattern.compile("(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):[1-9]\\d{0,4}");

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String description() {
    return "Events of a Kafka topic.";
  }

  @Override
  public Class<? extends Annotation> annotation() {
    return io.kubeless.function.KafkaTrigger.class;
  }

  @Override
  public List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    keys.add(EventKeys.servers("brokers of Kafka", "kafka.kafka:9092"));
    keys.add(new Key("topic", TEXT, Key.REQUIRED, "Name of the topic.", "orders"));
    keys.add(EventKeys.name("the topic in lower case"));
    keys.add(
        new Key(
            "mode",
            "stream",
            "stream: in order, each partition has one pod. queue: without order, any pod gets an"
                + " event.",
            "queue",
            List.of("stream", "queue")));
    keys.add(
        new Key(
            "group",
            TEXT,
            "<namespace>_<name>_<function>_<topic>, with _queue in mode queue",
            "Id of the consumer group or share group, whose members share the events.",
            "shop"));
    keys.add(
        new Key(
            "order",
            "partition",
            "Which events wait for each other: those of a partition, those of a key, or none.",
            "key",
            List.of("partition", "key", "none")));
    keys.addAll(
        EventKeys.retries(
            "16",
            new Key(
                "deadLetterTopic",
                TEXT,
                "<topic>-dead-letters",
                "Topic of the dead letters, which must exist.",
                "orders-failed")));
    keys.addAll(EventKeys.scaling(KafkaLag.METRIC));
    keys.add(EventKeys.tls());
    keys.add(
        new Key(
            "sasl",
            TEXT,
            "no login",
            "Name of a Secret with username and password.",
            "kafka-login"));
    keys.add(
        new Key(
            "saslMechanism",
            "scram-sha-512",
            "SASL mechanism of the login.",
            "plain",
            List.of("plain", "scram-sha-256", "scram-sha-512")));
    keys.add(
        new Key(
            "properties",
            MAP,
            "empty",
            "Settings of Kafka's consumer for which there is no key.",
            "{max.poll.interval.ms: 600000}"));
    return keys;
  }

  @Override
  public Trigger read(MappingReader values) {
    if (!values.has("topic")) {
      values.wrong(
          "topic", Message.of("is missing"), Message.empty(), Message.of("write topic: orders"));
    }
    String topic = topic(values, "topic").orElse("");
    EventSettings events =
        EventKeys.read(
            values,
            SERVER,
            Message.of("a host and a port are expected, such as kafka.kafka:9092"),
            topic);
    Optional<String> sasl = EventKeys.secret(values, "sasl");
    if (values.has("saslMechanism") && !values.has("sasl")) {
      values.wrong(
          "saslMechanism",
          Message.of("is set without sasl"),
          Message.of("a login has a username and a password"),
          Message.of("add sasl: kafka-login, the name of a Secret"));
    }
    KafkaTrigger trigger =
        new KafkaTrigger(
            events,
            topic,
            values.word("mode"),
            values.text(
                "group", GROUP, Message.of("a text of at most 255 characters is expected"), "shop"),
            values.word("order"),
            topic(values, "deadLetterTopic"),
            values.word("saslMechanism"),
            sasl,
            values.map("properties"));
    EventKeys.requireDeadLetters(values, events, "deadLetterTopic");
    checkDeadLetters(values, trigger);
    if (trigger.isQueue()) {
      checkQueue(values, trigger);
    }
    KafkaProperties.check(values.below("properties"), trigger.properties(), trigger.isQueue());
    return trigger;
  }

  private static Optional<String> topic(MappingReader values, String key) {
    return values.text(
        key,
        TOPIC,
        Message.of("letters, digits, dots, dashes and underscores are expected, 249 in all"),
        "orders");
  }

  private static void checkQueue(MappingReader values, KafkaTrigger trigger) {
    if (trigger.order().filter(order -> !order.equals("none")).isPresent()) {
      values.wrong(
          "order",
          Message.of("is %s and mode is queue", trigger.order().orElse("")),
          Message.of("any pod gets an event of a queue, without order"),
          Message.of("remove one of the two"));
    }
    if (trigger.events().onFailure().filter("stop"::equals).isPresent()) {
      values.wrong(
          "onFailure",
          Message.of("is stop and mode is queue"),
          Message.of("another pod would get the event at once"),
          Message.of("write onFailure: deadLetter or onFailure: skip"));
    }
    if (trigger.lag().isPresent()) {
      values.wrong(
          "lag",
          Message.of("is set and mode is queue"),
          Message.of("autoscalers know the lag of a consumer group, not of a share group"),
          Message.of("remove one of the two"));
    }
  }

  private static void checkDeadLetters(MappingReader values, KafkaTrigger trigger) {
    if (trigger.deadLetters().equals(trigger.topic())) {
      values.wrong(
          "deadLetterTopic",
          Message.of("is the topic itself: %s", trigger.topic()),
          Message.of("the function would receive its own dead letters"),
          Message.of("write another topic, or remove it"));
    } else if (trigger.events().hasDeadLetters()
        && !TOPIC.matcher(trigger.deadLetters()).matches()) {
      values.wrong(
          "deadLetterTopic",
          Message.of("is missing"),
          Message.of("%s is too long for a topic", trigger.deadLetters()),
          Message.of("write for example deadLetterTopic: orders-failed"));
    }
  }

  @Override
  public Optional<Clash> clash(Trigger one, Trigger other) {
    return one instanceof KafkaTrigger a && other instanceof KafkaTrigger b
        ? EventKeys.sameName("Kafka", a.events(), b.events())
        : Optional.empty();
  }
}
