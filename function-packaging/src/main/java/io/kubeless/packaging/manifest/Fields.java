package io.kubeless.packaging.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Builds the maps that objects are made of. */
final class Fields {
  private Fields() {}

  /** Returns a map of names and values in turn; what is null or an empty Optional is left out. */
  static Map<String, Object> of(@Nullable Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      if (present != null) {
        map.put(String.valueOf(namesAndValues[i]), present);
      }
    }
    return map;
  }

  /** Returns a number, or null when it is absent, so that the field is left out. */
  static @Nullable Object number(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }

  /** Returns a list or map, or null when it is empty, so that the field is left out. */
  static @Nullable Object unlessEmpty(Object value) {
    boolean empty =
        value instanceof Map<?, ?> map ? map.isEmpty() : value instanceof List<?> l && l.isEmpty();
    return empty ? null : value;
  }
}
