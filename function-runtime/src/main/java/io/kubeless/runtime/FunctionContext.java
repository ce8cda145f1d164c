package io.kubeless.runtime;

import io.kubeless.function.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a handler learns about itself.
 *
 * @param remainingTime asked anew each time
 */
record FunctionContext(
    Settings settings, System.Logger logger, int attempt, Supplier<Duration> remainingTime)
    implements Context {

  FunctionContext during(int attempt, Supplier<Duration> remaining) {
    return new FunctionContext(settings, logger, attempt, remaining);
  }

  @Override
  public String functionName() {
    return settings.functionName();
  }

  @Override
  public Duration timeout() {
    return settings.timeout();
  }

  @Override
  public Duration remaining() {
    return remainingTime.get();
  }

  @Override
  public OptionalLong memoryLimitBytes() {
    return settings.memoryLimitBytes();
  }

  @Override
  public String runtime() {
    return settings.runtime();
  }

  @Override
  public Optional<String> config(String key) {
    return entry(settings.configDirectory(), key);
  }

  @Override
  public Map<String, String> secret(String name) {
    Path directory = settings.secretsDirectory().resolve(name);
    if (!isPlainName(name) || !Files.isDirectory(directory)) {
      return Map.of();
    }
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String key = String.valueOf(file.getFileName());
        entry(directory, key).ifPresent(value -> entries.put(key, value));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("secret " + name + " cannot be read", e);
    }
    return Map.copyOf(entries);
  }

  private static Optional<String> entry(Path directory, String key) {
    Path file = directory.resolve(key);
    if (!isPlainName(key) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(key + " cannot be read", e);
    }
  }

  /**
   * Kubernetes allows letters, digits, dots, dashes and underscores; its own entries begin "..".
   */
  private static boolean isPlainName(String name) {
    return name.matches("[-._a-zA-Z0-9]+") && !name.startsWith("..") && !name.equals(".");
  }
}
