package io.kubeless.testing;

import io.kubeless.function.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A context for tests. It is immutable: {@code with…} returns a copy.
 *
 * @param functionName the name of the function
 * @param timeout also what remains
 * @param configuration what {@link #config} answers
 * @param secrets what {@link #secret} answers
 * @param attempt 1 for the first delivery
 */
public record Contexts(
    String functionName,
    Duration timeout,
    Map<String, String> configuration,
    Map<String, Map<String, String>> secrets,
    int attempt)
    implements Context {

  /** Copies the maps. */
  public Contexts {
    configuration = Map.copyOf(configuration);
    secrets = Map.copyOf(secrets);
  }

  /** Returns a context without configuration and secrets, with a timeout of 180 s. */
  public static Contexts named(String functionName) {
    return new Contexts(functionName, Duration.ofMinutes(3), Map.of(), Map.of(), 1);
  }

  /** Returns a copy with one more entry of the configuration. */
  public Contexts withConfig(String key, String value) {
    Map<String, String> more = new TreeMap<>(configuration);
    more.put(key, value);
    return new Contexts(functionName, timeout, more, secrets, attempt);
  }

  /** Returns a copy with one more Secret. */
  public Contexts withSecret(String name, Map<String, String> entries) {
    Map<String, Map<String, String>> more = new TreeMap<>(secrets);
    more.put(name, Map.copyOf(entries));
    return new Contexts(functionName, timeout, configuration, more, attempt);
  }

  /** Returns a copy for another attempt. */
  public Contexts withAttempt(int number) {
    return new Contexts(functionName, timeout, configuration, secrets, number);
  }

  @Override
  public Duration remaining() {
    return timeout;
  }

  @Override
  public OptionalLong memoryLimitBytes() {
    return OptionalLong.empty();
  }

  @Override
  public String runtime() {
    return "test";
  }

  @Override
  public Optional<String> config(String key) {
    return Optional.ofNullable(configuration.get(key));
  }

  @Override
  public Map<String, String> secret(String name) {
    return secrets.getOrDefault(name, Map.of());
  }

  @Override
  public System.Logger logger() {
    return System.getLogger(functionName);
  }
}
