package io.kubeless.testing;

import io.kubeless.function.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A context for tests. It is immutable: each {@code with…} method returns a copy.
 *
 * @param functionName the name of the function
 * @param timeout the timeout, and the remaining time
 * @param configuration the entries that {@link #config} and {@link #configBytes} return
 * @param secrets the entries that {@link #secret} and {@link #secretBytes} return, by Secret
 * @param attempt 1 for the first delivery
 * @param claims the claims of the caller's token
 */
public record Contexts(
    String functionName,
    Duration timeout,
    Map<String, byte[]> configuration,
    Map<String, Map<String, byte[]>> secrets,
    int attempt,
    Map<String, Object> claims)
    implements Context {

  /** Copies the maps and the bytes. */
  public Contexts {
    configuration = copy(configuration);
    Map<String, Map<String, byte[]>> copies = new TreeMap<>();
    secrets.forEach((name, entries) -> copies.put(name, copy(entries)));
    secrets = Collections.unmodifiableMap(copies);
    claims = Map.copyOf(claims);
  }

  private static Map<String, byte[]> copy(Map<String, byte[]> entries) {
    Map<String, byte[]> copies = new TreeMap<>();
    entries.forEach((key, value) -> copies.put(key, value.clone()));
    return Collections.unmodifiableMap(copies);
  }

  /** Returns a context without configuration and secrets, with a timeout of 180 s. */
  public static Contexts named(String functionName) {
    return new Contexts(functionName, Duration.ofMinutes(3), Map.of(), Map.of(), 1, Map.of());
  }

  /** Returns a copy with one more entry of the configuration, in UTF-8. */
  public Contexts withConfig(String key, String value) {
    return withConfigBytes(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a copy with one more entry of the configuration. */
  public Contexts withConfigBytes(String key, byte[] value) {
    Map<String, byte[]> more = new TreeMap<>(configuration);
    more.put(key, value);
    return new Contexts(functionName, timeout, more, secrets, attempt, claims);
  }

  /** Returns a copy with one more Secret, its entries in UTF-8. */
  public Contexts withSecret(String name, Map<String, String> entries) {
    Map<String, byte[]> bytes = new TreeMap<>();
    entries.forEach((key, value) -> bytes.put(key, value.getBytes(StandardCharsets.UTF_8)));
    return withSecretBytes(name, bytes);
  }

  /** Returns a copy with one more Secret. */
  public Contexts withSecretBytes(String name, Map<String, byte[]> entries) {
    Map<String, Map<String, byte[]>> more = new TreeMap<>(secrets);
    more.put(name, entries);
    return new Contexts(functionName, timeout, configuration, more, attempt, claims);
  }

  /** Returns a copy with another timeout, which is also the remaining time. */
  public Contexts withTimeout(Duration other) {
    return new Contexts(functionName, other, configuration, secrets, attempt, claims);
  }

  /** Returns a copy with the number of this delivery. */
  public Contexts withAttempt(int number) {
    return new Contexts(functionName, timeout, configuration, secrets, number, claims);
  }

  /** Returns a copy with one more claim of the caller's token, such as {@code sub}. */
  public Contexts withClaim(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(claims);
    more.put(name, value);
    return new Contexts(functionName, timeout, configuration, secrets, attempt, more);
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
    return configBytes(key).map(Contexts::text);
  }

  @Override
  public Optional<byte[]> configBytes(String key) {
    return Optional.ofNullable(configuration.get(key)).map(byte[]::clone);
  }

  @Override
  public Map<String, String> secret(String name) {
    Map<String, String> texts = new TreeMap<>();
    secretBytes(name).forEach((key, value) -> texts.put(key, text(value)));
    return Collections.unmodifiableMap(texts);
  }

  @Override
  public Map<String, byte[]> secretBytes(String name) {
    return copy(secrets.getOrDefault(name, Map.of()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public System.Logger logger() {
    return System.getLogger(functionName);
  }
}
