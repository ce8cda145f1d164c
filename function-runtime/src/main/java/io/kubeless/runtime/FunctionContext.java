package io.kubeless.runtime;

import io.kubeless.function.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The context of a handler.
 *
 * @param claims verified claims of the token of the call
 * @param watch of the call; {@code null} outside of calls, in which no time has passed
 * @param call its number, for {@link CallWatch#remaining}
 */
record FunctionContext(
    Settings settings,
    System.Logger logger,
    int attempt,
    Map<String, Object> claims,
    @Nullable CallWatch watch,
    int call)
    implements Context {

  /** Returns the context outside of calls. */
  static FunctionContext of(Settings settings, System.Logger logger) {
    return new FunctionContext(settings, logger, 1, Map.of(), null, 0);
  }

  FunctionContext during(int attempt, Map<String, Object> claims, CallWatch watch, int call) {
    return new FunctionContext(settings, logger, attempt, claims, watch, call);
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
    return watch == null ? settings.timeout() : watch.remaining(call);
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
    return configBytes(key).map(FunctionContext::text);
  }

  @Override
  public Optional<byte[]> configBytes(String key) {
    Path file = settings.configDirectory().resolve(key);
    if (!MountedFiles.isKey(key) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("configuration " + key + " cannot be read", e);
    }
  }

  @Override
  public Map<String, String> secret(String name) {
    Map<String, String> entries = new TreeMap<>();
    secretBytes(name).forEach((key, value) -> entries.put(key, text(value)));
    return Collections.unmodifiableMap(entries);
  }

  @Override
  public Map<String, byte[]> secretBytes(String name) {
    if (!MountedFiles.isKey(name)) {
      return Map.of();
    }
    try {
      return Collections.unmodifiableMap(
          MountedFiles.read(settings.secretsDirectory().resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException("secret " + name + " cannot be read", e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
