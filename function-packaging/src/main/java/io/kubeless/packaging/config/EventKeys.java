package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.DELAY;
import static io.kubeless.packaging.config.Key.Type.LIST;
import static io.kubeless.packaging.config.Key.Type.NUMBER;
import static io.kubeless.packaging.config.Key.Type.TEXT;

import io.kubeless.packaging.manifest.EventSettings;
import io.kubeless.packaging.model.Message;
import io.kubeless.runtime.source.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys that triggers with a source of events have in common. */
final class EventKeys {
  private static final int MOST = 1000;
  private static final Pattern METRIC = Pattern.compile("[^\\s/%\\p{Cntrl}]{1,253}");

  private EventKeys() {}

  /** Returns the key for the addresses of a broker. */
  static Key servers(String broker, String example) {
    return new Key(
        "servers",
        LIST,
        "required on target kubernetes",
        "Addresses of " + broker + ", as pods reach them.",
        example);
  }

  /** Returns the key for the name of a trigger. */
  static Key name(String otherwise) {
    return new Key(
        "name",
        TEXT,
        otherwise,
        "Name of the trigger, in logs, metrics and groups; unique within its type.",
        "orders");
  }

  /**
   * Returns the keys for retries and dead letters.
   *
   * @param deadLetters the key for the place of dead letters
   */
  static List<Key> retries(String parallelism, Key deadLetters) {
    return List.of(
        new Key(
            "parallelism",
            NUMBER,
            parallelism,
            "Events that a process handles at the same time.",
            "4",
            1,
            MOST),
        new Key(
            "attempts",
            NUMBER,
            "" + RetryPolicy.DEFAULT.attempts(),
            "Attempts for an event in all.",
            "3",
            1,
            MOST),
        new Key(
            "backoff",
            DELAY,
            RetryPolicy.DEFAULT.first().toSeconds() + "s",
            "Delay after the first attempt, from 1ms to 24h; it doubles with each one.",
            "500ms"),
        new Key(
            "maxBackoff",
            DELAY,
            RetryPolicy.DEFAULT.most().toSeconds() + "s, or backoff if that is longer",
            "Maximum delay between two attempts.",
            "1m"),
        new Key(
            "onFailure",
            EventSettings.DEAD_LETTER,
            "After the last attempt: store the event as a dead letter, skip it, or stop.",
            "skip",
            List.of(EventSettings.DEAD_LETTER, "skip", "stop")),
        deadLetters,
        new Key(
            "startFrom",
            "earliest",
            "Where a new group begins: with the earliest event that is stored, or with the latest.",
            "latest",
            List.of("earliest", "latest")));
  }

  /**
   * Returns the keys for scaling on lag.
   *
   * @param metric the metric of the usual exporter
   */
  static List<Key> scaling(String metric) {
    return List.of(
        new Key(
            "lag",
            NUMBER,
            "the number of pods does not depend on the trigger",
            "Waiting events for each pod: the target of autoscaling.",
            "100",
            1,
            1_000_000_000),
        new Key(
            "metric",
            TEXT,
            metric,
            "External metric with the number of waiting events, for autoscaling.by: hpa and auto.",
            "orders_lag"));
  }

  /** Returns the key for TLS. */
  static Key tls() {
    return new Key(
        "tls",
        TEXT,
        "no TLS",
        "true, or the name of a Secret with ca.crt, and tls.crt and tls.key of a client.",
        "broker-tls");
  }

  /**
   * Reads the values.
   *
   * @param server the form of an address
   * @param from the value that names the trigger if it has no name, empty if it was not valid
   */
  static EventSettings read(MappingReader values, Pattern server, Message form, String from) {
    Optional<Duration> backoff = values.delay("backoff");
    Optional<Duration> maxBackoff = values.delay("maxBackoff");
    Duration least = backoff.orElse(RetryPolicy.DEFAULT.first());
    if (maxBackoff.filter(most -> most.compareTo(least) < 0).isPresent()) {
      values.wrong(
          "maxBackoff",
          Message.of("is shorter than backoff: %s", values.text("maxBackoff").orElse("")),
          Message.of("backoff is %sms", least.toMillis()),
          Message.of("raise maxBackoff or lower backoff"));
    }
    Optional<String> tls = values.text("tls").filter(each -> !each.equals("false"));
    return new EventSettings(
        name(values, from),
        servers(values, server, form),
        values.number("parallelism"),
        values.number("attempts"),
        backoff,
        maxBackoff,
        values.word("onFailure"),
        values.word("startFrom"),
        tls.isPresent(),
        tls.filter(each -> !each.equals("true")).flatMap(each -> secret(values, "tls")),
        values.number("lag"),
        metric(values));
  }

  private static Optional<String> metric(MappingReader values) {
    if (values.has("metric") && !values.has("lag")) {
      values.wrong(
          "metric",
          Message.of("is set without lag"),
          Message.of("an autoscaler compares the metric with lag"),
          Message.of("add lag: 100, the number of waiting events for each pod"));
    }
    return values.text(
        "metric",
        METRIC,
        Message.of("the name of a metric is expected, without spaces and slashes"),
        "kafka_consumergroup_lag");
  }

  /** Returns the name of a Secret. */
  static Optional<String> secret(MappingReader values, String key) {
    return values.text(
        key, DnsNames.SUBDOMAIN, Message.of("the name of a Secret is expected"), "broker-" + key);
  }

  /** Reports the place of dead letters if there are none. */
  static void requireDeadLetters(MappingReader values, EventSettings events, String key) {
    if (values.has(key) && !events.hasDeadLetters()) {
      values.wrong(
          key,
          Message.of("is set and onFailure is %s", events.onFailure().orElse("")),
          Message.of("no dead letter is stored"),
          Message.of("remove one of the two"));
    }
  }

  /** Returns why two triggers of a type exclude each other; empty if they have different names. */
  static Optional<TriggerType.Clash> sameName(
      String broker, EventSettings one, EventSettings other) {
    return one.name().equals(other.name())
        ? Optional.of(
            new TriggerType.Clash(
                Message.of("Two %s triggers have the name %s", broker, one.name()),
                Message.of("it identifies a trigger in logs, metrics and groups"),
                Message.of("set another name")))
        : Optional.empty();
  }

  private static String name(MappingReader values, String from) {
    String otherwise = derived(from);
    Optional<String> set = values.text("name");
    String name = set.orElse(otherwise);
    if ((set.isPresent() || !from.isEmpty()) && !DnsNames.SHORT_SUBDOMAIN.matcher(name).matches()) {
      values.wrong(
          "name",
          set.isPresent()
              ? Message.of("is not valid: %s", name)
              : Message.of("is missing, and %s is not a valid name", from),
          Message.of("lower-case letters, digits, dashes and dots are expected, 63 in all"),
          Message.of("write for example name: orders"));
    }
    return name;
  }

  /**
   * Returns a name that is as similar to a text as possible; empty if it has no letter or digit.
   */
  private static String derived(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]*[^a-z0-9.][^a-z0-9]*|\\.{2,}", "-")
        .replaceAll("^[-.]+|[-.]+$", "");
  }

  private static List<String> servers(MappingReader values, Pattern form, Message why) {
    List<String> servers = values.list("servers");
    for (String each : servers) {
      if (!form.matcher(each).matches()) {
        values.wrong(
            "servers",
            Message.of("contains an invalid address: %s", each),
            why,
            Message.of("correct the address"));
      }
    }
    return servers;
  }
}
