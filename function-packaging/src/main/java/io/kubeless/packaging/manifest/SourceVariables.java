package io.kubeless.packaging.manifest;

import io.kubeless.runtime.RuntimeContract;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** The variables that describe one trigger to the runtime's source of its events. */
final class SourceVariables {
  private final String prefix;
  private final SortedMap<String, String> variables = new TreeMap<>();

  /**
   * Describes a trigger.
   *
   * @param module such as {@code KAFKA}
   * @param number from 0, without gaps
   */
  SourceVariables(String module, int number, EventSettings events) {
    this.prefix = "KUBELESS_" + module + "_" + number + "_";
    put("NAME", events.name());
    put("SERVERS", String.join(",", events.servers()));
    put("PARALLELISM", text(events.parallelism()));
    put("TLS", events.tls() ? Optional.of("true") : Optional.empty());
    put("TLS_DIRECTORY", events.tlsSecret().map(SourceVariables::directory));
  }

  /** Describes attempts, and what else only a source that stores events has. */
  void putRetries(EventSettings events) {
    put("ATTEMPTS", text(events.attempts()));
    put("BACKOFF_MS", events.backoff().map(each -> "" + each.toMillis()));
    put("MAX_BACKOFF_MS", events.maxBackoff().map(each -> "" + each.toMillis()));
    put("ON_FAILURE", events.hasDeadLetters() ? Optional.of("dead-letter") : events.onFailure());
    put("START", events.startFrom());
  }

  /** Describes a position that ends with the process, and begins with it unless it is set. */
  void putTemporary() {
    put("TEMPORARY", "true");
    variables.putIfAbsent(prefix + "START", "latest");
  }

  /** Appends a text to the value of a variable, and returns whether there is one. */
  boolean append(String key, String suffix) {
    return variables.computeIfPresent(prefix + key, (name, value) -> value + suffix) != null;
  }

  /** Removes a variable, if it is present. */
  void remove(String key) {
    variables.remove(prefix + key);
  }

  /** Adds a variable. */
  void put(String key, String value) {
    variables.put(prefix + key, value);
  }

  /** Adds a variable if it has a value. */
  void put(String key, Optional<String> value) {
    value.ifPresent(present -> put(key, present));
  }

  /** Returns the directory of a mounted Secret. */
  static String directory(String secret) {
    return RuntimeContract.DEFAULT_SECRETS_DIRECTORY + "/" + secret;
  }

  private static Optional<String> text(OptionalInt number) {
    return number.isPresent() ? Optional.of("" + number.getAsInt()) : Optional.empty();
  }

  SortedMap<String, String> all() {
    return variables;
  }
}
