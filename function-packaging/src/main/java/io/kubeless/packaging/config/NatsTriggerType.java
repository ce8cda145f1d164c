package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.TEXT;

import io.kubeless.packaging.manifest.EventSettings;
import io.kubeless.packaging.manifest.NatsLag;
import io.kubeless.packaging.manifest.NatsTrigger;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Trigger;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Messages of a NATS subject.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/subjects">Subject-Based Messaging</a>
 */
final class NatsTriggerType implements TriggerType {
  private static final Pattern SERVER =
      Pattern.compile("((nats|tls)://)?(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(:[1-9]\\d{0,4})?");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):[1-9]\\d{0,4}");
  // A stream and a consumer are part of the subjects of JetStream's API.
  private static final Pattern NAME = Pattern.compile("[^\\s.*>/\\\\\\p{Cntrl}]{1,255}");
  private static final Pattern ACCOUNT = Pattern.compile("[^\\s\\p{Cntrl}]{1,255}");
  private static final Pattern QUEUE = Pattern.compile("(?!\\.)[^\\s\\p{Cntrl}*>]{1,255}(?<!\\.)");
  private static final List<String> OF_STREAMS =
      List.of(
          "stream",
          "durable",
          "attempts",
          "backoff",
          "maxBackoff",
          "onFailure",
          "deadLetterSubject",
          "startFrom",
          "lag",
          "metric",
          "monitoring",
          "account");

  @Override
  public String name() {
    return "nats";
  }

  @Override
  public String description() {
    return "Messages of a NATS subject.";
  }

  @Override
  public Class<? extends Annotation> annotation() {
    return io.kubeless.function.NatsTrigger.class;
  }

  @Override
  public List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    keys.add(EventKeys.servers("NATS servers", "nats://nats.nats:4222"));
    keys.add(
        new Key(
            "subject", TEXT, Key.REQUIRED, "Subject, which may contain wildcards.", "orders.>"));
    keys.add(EventKeys.name("the subject, with dashes in place of wildcards"));
    keys.add(
        new Key(
            "mode",
            "jetstream",
            "jetstream: at least once, from a stream. core: at most once, without a stream.",
            "core",
            List.of("jetstream", "core")));
    keys.add(
        new Key(
            "stream", TEXT, "the stream that stores the subject", "Name of the stream.", "ORDERS"));
    keys.add(
        new Key(
            "durable",
            TEXT,
            "<namespace>_<name>_<function>",
            "Name of the durable consumer, whose pods share the messages.",
            "shop"));
    keys.add(
        new Key(
            "queue",
            TEXT,
            "<namespace>_<name>_<function>_<subject>, with any for * and rest for >",
            "Queue group of mode core, whose pods share the messages.",
            "shop"));
    keys.addAll(
        EventKeys.retries(
            "16",
            new Key(
                "deadLetterSubject",
                TEXT,
                "dead-letters.<name>",
                "Subject of the dead letters, which a stream must store.",
                "failed.orders")));
    keys.addAll(EventKeys.scaling(NatsLag.METRIC));
    keys.add(
        new Key(
            "monitoring",
            TEXT,
            "the first server, and port 8222",
            "Host and port of a server's monitoring, which KEDA asks for lag.",
            "nats.nats:8222"));
    keys.add(
        new Key(
            "account",
            TEXT,
            NatsLag.GLOBAL_ACCOUNT,
            "Account of the stream in this monitoring.",
            "SHOP"));
    keys.add(EventKeys.tls());
    keys.add(
        new Key(
            "credentials",
            TEXT,
            "no login",
            "Name of a Secret with nats.creds, nkey, token, or username and password.",
            "nats-login"));
    return keys;
  }

  @Override
  public Trigger read(MappingReader values) {
    if (!values.has("subject")) {
      values.wrong(
          "subject",
          Message.of("is missing"),
          Message.empty(),
          Message.of("write subject: orders.created"));
    }
    String subject = subject(values, "subject").orElse("");
    EventSettings events =
        EventKeys.read(
            values,
            SERVER,
            Message.of("an address such as nats://nats.nats:4222 is expected, without a login"),
            subject);
    Message form = Message.of("a name without spaces, dots, slashes and wildcards is expected");
    NatsTrigger trigger =
        new NatsTrigger(
            events,
            subject,
            values.word("mode"),
            values.text("stream", NAME, form, "ORDERS"),
            values.text("durable", NAME, form, "shop"),
            values.text(
                "queue",
                QUEUE,
                Message.of("a name without spaces and wildcards is expected"),
                "shop"),
            subject(values, "deadLetterSubject"),
            EventKeys.secret(values, "credentials"),
            values.text(
                "monitoring",
                ADDRESS,
                Message.of("a host and a port are expected"),
                "nats.nats:8222"),
            values.text(
                "account", ACCOUNT, Message.of("a name without spaces is expected"), "SHOP"));
    checkMode(values, trigger);
    checkLag(values, trigger);
    EventKeys.requireDeadLetters(values, events, "deadLetterSubject");
    if (!trigger.isCore() && events.hasDeadLetters()) {
      checkDeadLetters(values, trigger);
    }
    return trigger;
  }

  private static Optional<String> subject(MappingReader values, String key) {
    Optional<String> subject = values.text(key);
    if (subject.isPresent() && !NatsSubject.isValid(subject.get())) {
      values.wrong(
          key,
          Message.of("is not valid: %s", subject.get()),
          Message.of("words without spaces, separated by dots, are expected; > can only be last"),
          Message.of("write for example %s: orders.created", key));
      return Optional.empty();
    }
    return subject;
  }

  private static void checkMode(MappingReader values, NatsTrigger trigger) {
    for (String key : trigger.isCore() ? OF_STREAMS : List.of("queue")) {
      if (values.has(key)) {
        values.wrong(
            key,
            Message.of("is set and mode is %s", trigger.mode().orElse("jetstream")),
            trigger.isCore()
                ? Message.of("messages are delivered at most once, and no stream stores them")
                : Message.of("pods share the messages of a durable consumer"),
            Message.of("remove one of the two"));
      }
    }
  }

  private static void checkLag(MappingReader values, NatsTrigger trigger) {
    if (trigger.lag().isPresent() && !trigger.isCore() && trigger.stream().isEmpty()) {
      values.wrong(
          "lag",
          Message.of("is set without stream"),
          Message.of("an autoscaler finds a consumer by its stream"),
          Message.of("write for example stream: ORDERS"));
    }
  }

  private static void checkDeadLetters(MappingReader values, NatsTrigger trigger) {
    String letters = trigger.deadLetters();
    if (NatsSubject.hasWildcard(letters)) {
      values.wrong(
          "deadLetterSubject",
          Message.of("contains a wildcard: %s", letters),
          Message.of("a message is published with one subject"),
          Message.of("write for example deadLetterSubject: failed.orders"));
    } else if (!trigger.subject().isEmpty() && NatsSubject.overlap(letters, trigger.subject())) {
      values.wrong(
          "deadLetterSubject",
          Message.of("matches the subject: %s", letters),
          Message.of("the function would receive its own dead letters"),
          Message.of("write another subject, or onFailure: skip"));
    }
  }

  @Override
  public Optional<Clash> clash(Trigger one, Trigger other) {
    return one instanceof NatsTrigger a && other instanceof NatsTrigger b
        ? EventKeys.sameName("NATS", a.events(), b.events())
        : Optional.empty();
  }
}
