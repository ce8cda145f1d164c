package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value of the configuration, with its origin. */
public sealed interface ConfigNode {

  /** Returns the place of the value in its source. */
  Origin origin();

  /** Returns the value as lists, maps, texts, numbers and booleans; null if it is empty. */
  @Nullable Object plain();

  /**
   * A single value.
   *
   * @param text as it was written
   * @param value the text, a Boolean, a Long, a BigInteger for larger numbers, a BigDecimal, or
   *     null if it is empty
   */
  record Scalar(String text, @Nullable Object value, Origin origin) implements ConfigNode {
    /** Creates a text. */
    public Scalar(String text, Origin origin) {
      this(text, text, origin);
    }

    @Override
    public @Nullable Object plain() {
      return value;
    }
  }

  /** A list. */
  record Sequence(List<ConfigNode> items, Origin origin) implements ConfigNode {
    /** Copies the items. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public Object plain() {
      List<Object> plain = new ArrayList<>();
      items.forEach(item -> plain.add(item.plain()));
      return plain;
    }
  }

  /** A map that keeps the order of its keys; {@code keys} contains the place of each key. */
  record Mapping(Map<String, ConfigNode> entries, Map<String, Origin> keys, Origin origin)
      implements ConfigNode {
    /** Copies the entries. */
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      keys = Map.copyOf(keys);
    }

    /** Creates a map whose keys have the places of their values. */
    public Mapping(Map<String, ConfigNode> entries, Origin origin) {
      this(entries, Map.of(), origin);
    }

    /** Returns a map without entries. */
    public static Mapping empty(Origin origin) {
      return new Mapping(Map.of(), origin);
    }

    /** Returns the value of a key, empty if the key is missing. */
    public Optional<ConfigNode> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    /** Returns the place of a key. */
    public Origin keyOrigin(String key) {
      Origin written = keys.get(key);
      ConfigNode value = entries.get(key);
      return written != null ? written : value != null ? value.origin() : origin;
    }

    /** Returns this map with one entry added or replaced. */
    public Mapping with(String key, ConfigNode value) {
      Map<String, ConfigNode> copy = new LinkedHashMap<>(entries);
      copy.put(key, value);
      return new Mapping(copy, keys, origin);
    }

    /** Returns this map without an entry. */
    public Mapping without(String key) {
      Map<String, ConfigNode> copy = new LinkedHashMap<>(entries);
      copy.remove(key);
      return new Mapping(copy, keys, origin);
    }

    /**
     * Returns this map merged over a lower one. Maps are merged entry by entry; other values of
     * this map replace those of the lower one.
     */
    public Mapping over(Mapping lower) {
      Map<String, ConfigNode> joined = new LinkedHashMap<>(lower.entries);
      Map<String, Origin> where = new LinkedHashMap<>(lower.keys);
      entries.forEach(
          (key, value) -> {
            ConfigNode below = joined.get(key);
            joined.put(
                key,
                value instanceof Mapping map && below instanceof Mapping lowerMap
                    ? map.over(lowerMap)
                    : value);
            where.put(key, keyOrigin(key));
          });
      return new Mapping(joined, where, origin);
    }

    @Override
    public Object plain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries.forEach((key, value) -> plain.put(key, value.plain()));
      return plain;
    }
  }
}
