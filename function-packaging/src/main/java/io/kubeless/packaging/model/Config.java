package io.kubeless.packaging.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries that a function reads with {@code Context.config}.
 *
 * @param entries bytes by key; the keys are those of a ConfigMap
 * @param existing name of a ConfigMap that exists and has other entries than these; absent if the
 *     ConfigMap is one of the function's objects
 */
public record Config(SortedMap<String, byte[]> entries, Optional<String> existing) {
  /** Creates a configuration of the function's own. */
  public Config(SortedMap<String, byte[]> entries) {
    this(entries, Optional.empty());
  }

  /** Returns the configuration of a ConfigMap that something else writes. */
  public static Config named(String configMap) {
    return new Config(new TreeMap<>(), Optional.of(configMap));
  }

  /** Copies the entries. */
  public Config {
    entries = new TreeMap<>(entries);
  }

  /** Returns whether the function has no configuration. */
  public boolean isEmpty() {
    return entries.isEmpty() && existing.isEmpty();
  }

  /** Returns the entries that are valid UTF-8, as text. */
  public SortedMap<String, String> text() {
    SortedMap<String, String> text = new TreeMap<>();
    entries.forEach(
        (key, bytes) -> {
          if (isText(bytes)) {
            text.put(key, new String(bytes, StandardCharsets.UTF_8));
          }
        });
    return text;
  }

  /** Returns the other entries, in Base64. */
  public SortedMap<String, String> binary() {
    SortedMap<String, String> binary = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      if (!isText(entry.getValue())) {
        binary.put(entry.getKey(), Base64.getEncoder().encodeToString(entry.getValue()));
      }
    }
    return binary;
  }

  private static boolean isText(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
