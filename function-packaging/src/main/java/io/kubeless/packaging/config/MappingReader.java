package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.runtime.Quantity;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads typed values from a map, and collects their problems. */
final class MappingReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(s|m|h|)");

  private final Mapping mapping;
  private final String prefix;
  private final Function<String, Optional<Key>> keys;
  private final List<Problem> problems;

  /**
   * Reads a map.
   *
   * @param prefix prefix of the names of keys in messages
   * @param keys finds a key by its name
   */
  MappingReader(
      Mapping mapping,
      String prefix,
      Function<String, Optional<Key>> keys,
      List<Problem> problems) {
    this.mapping = mapping;
    this.prefix = prefix;
    this.keys = keys;
    this.problems = problems;
  }

  /** Returns the values below a key; empty if it is not set. */
  MappingReader below(String key) {
    Mapping nested =
        mapping.get(key).orElse(null) instanceof Mapping found
            ? found
            : Mapping.empty(mapping.origin());
    return new MappingReader(
        nested, prefix + key + ".", name -> keys.apply(key + "." + name), problems);
  }

  boolean has(String key) {
    return mapping.get(key).isPresent();
  }

  /** Returns whether a key contains a map; another value was reported as such. */
  boolean hasMap(String key) {
    return mapping.get(key).orElse(null) instanceof Mapping;
  }

  Origin origin(String key) {
    return mapping.get(key).map(ConfigNode::origin).orElse(mapping.origin());
  }

  /** Reports an invalid value. */
  void wrong(String key, Message what, Message why, Message remedy) {
    problems.add(
        Problem.of(ErrorCode.INVALID_VALUE, "%s%s %s", prefix, key, what)
            .at(origin(key))
            .because(why)
            .remedy(remedy));
  }

  Optional<String> text(String key) {
    return mapping.get(key).flatMap(node -> text(key, node));
  }

  private Optional<String> text(String key, ConfigNode node) {
    if (node instanceof Scalar scalar) {
      return scalar.value() == null || scalar.text().isEmpty()
          ? Optional.empty()
          : Optional.of(scalar.text());
    }
    problems.add(
        Problem.of(
                ErrorCode.INVALID_VALUE,
                "%s%s is a %s",
                prefix,
                key,
                node instanceof Mapping ? "map" : "list")
            .at(node.origin())
            .because("one text or number is expected")
            .remedy("write %s: value", key));
    return Optional.empty();
  }

  /** Returns a text that matches a pattern; empty if it is not set, or was reported. */
  Optional<String> text(String key, Pattern form, Message why, String example) {
    Optional<String> text = text(key);
    if (text.isPresent() && !form.matcher(text.get()).matches()) {
      wrong(
          key,
          Message.of("is not valid: %s", text.get()),
          why,
          Message.of("write for example %s: %s", key, example));
      return Optional.empty();
    }
    return text;
  }

  /** Returns a whole number in the range of its key; empty if it is not set, or was reported. */
  OptionalInt number(String key) {
    Key known = keys.apply(key).orElseThrow();
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= known.least() && number <= known.most()) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers that are out of range.
    }
    wrong(
        key,
        Message.of("is not valid: %s", text.get()),
        Message.of("a whole number from %s to %s is expected", known.least(), known.most()),
        Message.of("write for example %s: %s", key, Math.max(known.least(), 1)));
    return OptionalInt.empty();
  }

  /** Returns whether a value is true; false if it is not set, or was reported. */
  boolean flag(String key) {
    String text = text(key).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      wrong(
          key,
          Message.of("is not valid: %s", text),
          Message.of("true or false is expected"),
          Message.of("write %s: true", key));
    }
    return text.equals("true");
  }

  /** Returns one of the words of its key; empty if it is not set, or was reported. */
  Optional<String> word(String key) {
    List<String> words = keys.apply(key).orElseThrow().words();
    Optional<String> text = text(key);
    if (text.isPresent() && !words.contains(text.get())) {
      wrong(
          key,
          Message.of("is not valid: %s", text.get()),
          Message.of("one of %s is expected", String.join(", ", words)),
          Message.of("write %s: %s", key, Nearest.of(text.get(), words).orElse(words.get(0))));
      return Optional.empty();
    }
    return text;
  }

  /**
   * Returns a duration of whole milliseconds up to 24 hours; empty if it is not set, or was
   * reported.
   */
  Optional<Duration> delay(String key) {
    Optional<String> text = text(key);
    Optional<Duration> delay =
        text.flatMap(
            each ->
                each.matches("\\d{1,9}ms")
                    ? Optional.of(Duration.ofMillis(Long.parseLong(each.replace("ms", ""))))
                    : parseDuration(each));
    if (text.isPresent()
        && delay
            .filter(each -> each.toMillis() >= 1 && each.compareTo(Duration.ofDays(1)) <= 0)
            .isEmpty()) {
      wrong(
          key,
          Message.of("is not valid: %s", text.get()),
          Message.of("a duration from 1ms to 24h is expected"),
          Message.of("write for example %s: 500ms", key));
      return Optional.empty();
    }
    return delay;
  }

  Duration duration(String key, Duration otherwise) {
    return seconds(key, Duration.ofSeconds(1)).orElse(otherwise);
  }

  /**
   * Returns a duration of whole seconds up to 24 hours; empty if it is not set, or was reported.
   */
  Optional<Duration> seconds(String key, Duration least) {
    Optional<String> text = text(key);
    Optional<Duration> duration = text.flatMap(MappingReader::parseDuration);
    if (text.isPresent()
        && duration
            .filter(
                each ->
                    each.compareTo(least) >= 0
                        && each.compareTo(Duration.ofDays(1)) <= 0
                        && each.toMillis() % 1000 == 0)
            .isEmpty()) {
      wrong(
          key,
          Message.of("is not valid: %s", text.get()),
          Message.of("whole seconds from %ss to 24h are expected", least.toSeconds()),
          Message.of("write for example %s: 30s", key));
      return Optional.empty();
    }
    return duration;
  }

  private static Optional<Duration> parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      try {
        return Optional.of(Duration.parse(text));
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofSeconds(number);
        });
  }

  String quantity(String key, String otherwise) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      if (Quantity.amount(text.get()).signum() > 0) {
        return text.get();
      }
    } catch (IllegalArgumentException e) {
      // Reported below, with zero and negative values.
    }
    wrong(
        key,
        Message.of("is not valid: %s", text.get()),
        Message.of(
            "a Kubernetes quantity above zero is expected; mebibytes are Mi, and a thousandth is m"),
        Message.of("write for example %s: %s", key, otherwise));
    return otherwise;
  }

  /** Returns a map with single values. */
  SortedMap<String, String> map(String key) {
    SortedMap<String, String> map = new TreeMap<>();
    ConfigNode node = mapping.get(key).orElse(null);
    if (node instanceof Mapping entries) {
      entries
          .entries()
          .forEach(
              (name, value) -> {
                if (value instanceof Scalar scalar) {
                  map.put(name, scalar.value() == null ? "" : scalar.text());
                } else {
                  below(key)
                      .wrong(
                          name,
                          value instanceof Mapping
                              ? Message.of("is a map")
                              : Message.of("is a list"),
                          Message.of("a text is expected"),
                          Message.of("write for example %s: value, or JSON in quotes", name));
                }
              });
    } else if (node != null && !isNothing(node)) {
      wrong(
          key,
          node instanceof Sequence ? Message.of("is a list") : Message.of("is one value"),
          Message.of("names and their values are expected"),
          Message.of("write for example %s: {name: value}", key));
    }
    return map;
  }

  /** Returns a list of texts. A single text contains them separated by commas. */
  List<String> list(String key) {
    ConfigNode node = mapping.get(key).orElse(null);
    List<String> list = new ArrayList<>();
    if (node instanceof Sequence sequence) {
      sequence.items().forEach(item -> text(key, item).ifPresent(list::add));
    } else if (node instanceof Scalar scalar && scalar.value() != null) {
      for (String item : scalar.text().split(",", -1)) {
        if (!item.isBlank()) {
          list.add(item.strip());
        }
      }
    } else if (node != null && !isNothing(node)) {
      wrong(
          key,
          Message.of("is a map"),
          Message.of("a list of names is expected"),
          Message.of("write for example %s: [name]", key));
    }
    return list;
  }

  /** Returns the elements of a list. */
  List<ConfigNode> items(String key) {
    ConfigNode node = mapping.get(key).orElse(null);
    if (node instanceof Sequence sequence) {
      return sequence.items();
    }
    if (node != null && !isNothing(node)) {
      wrong(
          key,
          node instanceof Mapping ? Message.of("is a map") : Message.of("is one value"),
          Message.of("a list is expected"),
          Message.of("begin each entry with a dash"));
    }
    return List.of();
  }

  /** Returns a text unchanged, and a map or list as JSON; empty if it is not set. */
  Optional<String> any(String key) {
    return mapping
        .get(key)
        .filter(node -> node.plain() != null)
        .map(node -> node instanceof Scalar scalar ? scalar.text() : JsonText.of(node.plain()));
  }

  private static boolean isNothing(ConfigNode node) {
    return node instanceof Scalar scalar && scalar.value() == null;
  }
}
