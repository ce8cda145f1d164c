package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Trigger;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the triggers of a function, each as {@code type} and {@code metadata} or short. */
final class Triggers {
  private static final List<String> TYPES = List.of("http", "cronjob");
  private static final Set<String> LATER = Set.of("kafka", "nats");
  private static final Pattern PATH =
      Pattern.compile(
          "(?!.*(//|/\\.{1,2}(/|$)|%2[fF]))/?([A-Za-z0-9._~!$&'()*+;=:@/-]|%[0-9A-Fa-f]{2})*");

  private final List<Problem> problems;

  Triggers(List<Problem> problems) {
    this.problems = problems;
  }

  List<Trigger> read(List<ConfigNode> items) {
    List<Trigger> triggers = new ArrayList<>();
    for (ConfigNode item : items) {
      Optional<Trigger> trigger = trigger(item);
      if (trigger.isPresent() && triggers.stream().anyMatch(each -> same(each, trigger.get()))) {
        boolean http = trigger.get() instanceof Trigger.Http;
        add(
            ErrorCode.INVALID_VALUE,
            http ? "Two HTTP triggers have the same host and path" : "A trigger occurs twice",
            item.origin(),
            http
                ? "a request can match one of them only"
                : "each of the two would call the function",
            "remove one of the two");
      } else {
        trigger.ifPresent(triggers::add);
      }
    }
    return triggers;
  }

  private static boolean same(Trigger one, Trigger other) {
    if (one instanceof Trigger.Http a && other instanceof Trigger.Http b) {
      return a.host().equals(b.host())
          && a.path().equals(b.path())
          && a.ingressClass().equals(b.ingressClass());
    }
    return one.equals(other);
  }

  private Optional<Trigger> trigger(ConfigNode item) {
    if (!(item instanceof Mapping mapping)) {
      add(
          ErrorCode.INVALID_VALUE,
          "A trigger is not a map",
          item.origin(),
          "a type is expected",
          "- http: {path: /}");
      return Optional.empty();
    }
    if (mapping.get("type").isPresent()) {
      for (String key : mapping.entries().keySet()) {
        if (!key.equals("type") && !key.equals("metadata")) {
          unknown(key, mapping.keyOrigin(key), List.of("type", "metadata"));
        }
      }
      String type = new Values(mapping, "triggers.", problems).text("type").orElse("");
      return typed(type, mapping.get("metadata"), mapping.keyOrigin("type"));
    }
    if (mapping.entries().size() != 1) {
      add(
          ErrorCode.INVALID_VALUE,
          "A trigger has " + mapping.entries().size() + " types",
          item.origin(),
          "each entry of the list is one trigger",
          "begin each with a dash: - http: {path: /}");
      return Optional.empty();
    }
    Map.Entry<String, ConfigNode> only = mapping.entries().entrySet().iterator().next();
    return typed(only.getKey(), Optional.of(only.getValue()), mapping.keyOrigin(only.getKey()));
  }

  private Optional<Trigger> typed(String name, Optional<ConfigNode> settings, Origin origin) {
    String type = name.toLowerCase(Locale.ROOT).replace("cronjobsource", "cronjob");
    if (LATER.contains(type)) {
      add(
          ErrorCode.TRIGGER_UNKNOWN,
          "Triggers of type " + type + " are not supported yet",
          origin,
          "this version supports http and cronjob",
          "remove the trigger, or bridge " + type + " to the function's Service");
      return Optional.empty();
    }
    if (!TYPES.contains(type)) {
      Optional<String> nearest = Nearest.of(type, TYPES);
      add(
          ErrorCode.TRIGGER_UNKNOWN,
          "Unknown trigger type " + name,
          origin,
          "this version supports http and cronjob",
          "write " + nearest.orElse("http"));
      return Optional.empty();
    }
    ConfigNode node = settings.orElse(Mapping.empty(origin));
    if (node instanceof Scalar scalar && scalar.value() == null) {
      node = Mapping.empty(origin);
    }
    if (!(node instanceof Mapping mapping)) {
      add(
          ErrorCode.INVALID_VALUE,
          "The settings of a trigger are not a map",
          node.origin(),
          "",
          "- " + type + ": {}");
      return Optional.empty();
    }
    List<String> known = Keys.ofTrigger(type);
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) {
        unknown(key, mapping.keyOrigin(key), known);
      }
    }
    int before = problems.size();
    Trigger trigger = type.equals("http") ? http(mapping) : cronJob(mapping);
    return problems.size() == before ? Optional.of(trigger) : Optional.empty();
  }

  private Trigger http(Mapping mapping) {
    Values values = new Values(mapping, "triggers.http.", problems);
    String path =
        values
            .text(
                "path",
                PATH,
                "a path without a query is expected; an Ingress accepts no //, /./, /../ or %2F",
                "/orders")
            .orElse("/");
    return new Trigger.Http(
        values.text(
            "host",
            DnsNames.HOST,
            "a DNS name in lower case is expected, not an address",
            "api.acme.com"),
        prefix(path),
        values.text("tls", DnsNames.SUBDOMAIN, "the name of a Secret is expected", "api-tls"),
        values.text(
            "class", DnsNames.SUBDOMAIN, "the name of an IngressClass is expected", "nginx"));
  }

  /** A prefix matches whole segments, with or without a slash at its end. */
  private static String prefix(String path) {
    String absolute = path.startsWith("/") ? path : "/" + path;
    return absolute.length() > 1 && absolute.endsWith("/")
        ? absolute.substring(0, absolute.length() - 1)
        : absolute;
  }

  private Trigger cronJob(Mapping mapping) {
    Values values = new Values(mapping, "triggers.cronjob.", problems);
    Optional<String> schedule = values.text("schedule");
    if (schedule.isEmpty()) {
      values.wrong("schedule", "is missing", "", "write schedule: \"0 3 * * *\"");
    }
    schedule
        .flatMap(CronSchedule::whyNot)
        .ifPresent(
            why ->
                values.wrong(
                    "schedule",
                    "is not valid: " + schedule.get(),
                    why,
                    "write for example schedule: \"0 3 * * *\""));
    Optional<String> zone = values.text("timeZone");
    if (zone.isPresent() && !ZoneId.getAvailableZoneIds().contains(zone.get())) {
      values.wrong(
          "timeZone",
          "is not valid: " + zone.get(),
          Nearest.of(zone.get(), ZoneId.getAvailableZoneIds())
              .map(near -> "the nearest known zone is " + near)
              .orElse("no zone of the IANA database is similar"),
          "write for example timeZone: Europe/Berlin");
    }
    return new Trigger.CronJob(schedule.orElse(""), zone, payload(mapping));
  }

  private static Optional<String> payload(Mapping mapping) {
    ConfigNode node = mapping.get("payload").orElse(null);
    if (node == null || node.plain() == null) {
      return Optional.empty();
    }
    return Optional.of(node instanceof Scalar scalar ? scalar.text() : JsonText.of(node.plain()));
  }

  private void unknown(String key, Origin origin, List<String> known) {
    add(
        ErrorCode.UNKNOWN_KEY,
        "Unknown key " + key + " of a trigger",
        origin,
        Nearest.of(key, known)
            .map(near -> "the nearest known key is " + near)
            .orElse("known keys are " + String.join(", ", known)),
        "write " + Nearest.of(key, known).orElse(known.get(0)));
  }

  private void add(ErrorCode code, String what, Origin origin, String why, String remedy) {
    problems.add(Problem.of(code, "%s", what).at(origin).because("%s", why).remedy("%s", remedy));
  }
}
