package io.kubeless.packaging.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Creates the maps of an object. */
public final class Fields {
  private Fields() {}

  /** A field of an object. */
  public record Field(String name, @Nullable Object value) {}

  /** Returns a field. If the value is null or an empty Optional, the object does not contain it. */
  public static Field field(String name, @Nullable Object value) {
    return new Field(name, value instanceof Optional<?> optional ? optional.orElse(null) : value);
  }

  /** Returns a map of fields in their order. */
  public static Map<String, Object> of(Field... fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Field each : fields) {
      if (each.value() != null) {
        map.put(each.name(), each.value());
      }
    }
    return map;
  }

  /** Returns a number; null if it is absent, so that the field is omitted. */
  static @Nullable Object number(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }

  /** Returns a list or map; null if it is empty, so that the field is omitted. */
  public static @Nullable Object unlessEmpty(Object value) {
    boolean empty =
        value instanceof Map<?, ?> map ? map.isEmpty() : value instanceof List<?> l && l.isEmpty();
    return empty ? null : value;
  }
}
