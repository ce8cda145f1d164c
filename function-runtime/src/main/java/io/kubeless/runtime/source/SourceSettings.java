package io.kubeless.runtime.source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of one trigger in the environment of the process: variables with a common prefix,
 * such as {@code KUBELESS_KAFKA_0_TOPIC}. An empty variable is the same as a missing one.
 */
public final class SourceSettings {
  private static final String NAME = "NAME";

  private final Map<String, String> environment;
  private final String prefix;
  private final Set<String> known = new LinkedHashSet<>();

  private SourceSettings(Map<String, String> environment, String prefix) {
    this.environment = environment;
    this.prefix = prefix;
  }

  /**
   * Returns the settings of each trigger of a module. The triggers are numbered from 0 without
   * gaps, and each has a name.
   *
   * @param module such as {@code KAFKA}
   */
  public static List<SourceSettings> of(SourceContext context, String module) {
    List<SourceSettings> all = new ArrayList<>();
    while (true) {
      String prefix = "KUBELESS_" + module + "_" + all.size() + "_";
      if (context.environment().getOrDefault(prefix + NAME, "").isEmpty()) {
        return List.copyOf(all);
      }
      all.add(new SourceSettings(context.environment(), prefix));
    }
  }

  /** Returns the name of the trigger. */
  public String name() {
    known.add(NAME);
    return environment.getOrDefault(prefix + NAME, "");
  }

  /** Returns a text, empty if it is missing. */
  public Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(environment.get(prefix + key)).filter(text -> !text.isEmpty());
  }

  /**
   * Returns a text that must be set.
   *
   * @throws InvalidSource if it is missing
   */
  public String required(String key) throws InvalidSource {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      throw new InvalidSource(prefix + key + " is missing");
    }
    return text.get();
  }

  /**
   * Returns a text that must be set under a condition, and is ignored otherwise.
   *
   * @return present if the condition is true
   * @throws InvalidSource if it is missing though the condition is true
   */
  public Optional<String> requiredIf(boolean condition, String key) throws InvalidSource {
    known.add(key);
    return condition ? Optional.of(required(key)) : Optional.empty();
  }

  /** Returns a whole number in a range. */
  public int number(String key, int otherwise, int least, int most) throws InvalidSource {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers that are out of range.
    }
    throw wrong(key, "a whole number from " + least + " to " + most);
  }

  /** Returns a duration in milliseconds. */
  public Duration millis(String key, Duration otherwise, Duration least) throws InvalidSource {
    return Duration.ofMillis(
        number(key, (int) otherwise.toMillis(), (int) least.toMillis(), Integer.MAX_VALUE));
  }

  /** Returns the constant of an enum whose name is the value in upper case, with underscores. */
  public <E extends Enum<E>> E choice(String key, E otherwise) throws InvalidSource {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    List<String> names = new ArrayList<>();
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (name.equals(text.get())) {
        return constant;
      }
      names.add(name);
    }
    throw wrong(key, "one of " + String.join(", ", names));
  }

  /** Returns a directory, which contains a mounted Secret. */
  public Optional<Path> directory(String key) {
    return text(key).map(Path::of);
  }

  /** Returns an exception for an invalid value. */
  public InvalidSource wrong(String key, String expected) {
    return new InvalidSource(
        prefix + key + " must be " + expected + ": " + environment.getOrDefault(prefix + key, ""));
  }

  /**
   * Requires that no variable with the prefix has an unknown name, after all others were read.
   *
   * @throws InvalidSource if there is one, which an image of another version may cause
   */
  public void requireNoOther() throws InvalidSource {
    for (String variable : environment.keySet()) {
      if (variable.startsWith(prefix) && !known.contains(variable.substring(prefix.length()))) {
        throw new InvalidSource(variable + " is not known to this version of the runtime");
      }
    }
  }
}
