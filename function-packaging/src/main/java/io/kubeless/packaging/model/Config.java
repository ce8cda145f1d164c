package io.kubeless.packaging.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries that a function reads with {@code Context.config}.
 *
 * @param entries bytes by key; the keys are those of a ConfigMap
 */
public record Config(SortedMap<String, byte[]> entries) {
  /** Copies the entries. */
  public Config {
    entries = new TreeMap<>(entries);
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
