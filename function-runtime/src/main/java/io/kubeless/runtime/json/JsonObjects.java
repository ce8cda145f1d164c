package io.kubeless.runtime.json;

import io.kubeless.runtime.json.JsonReader.InvalidJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects as immutable values: maps and lists, which keep their order, {@link String}, {@link
 * Boolean}, {@link Long} for whole numbers that fit, and {@link Double} for all other numbers.
 * Members and elements that are {@code null} are left out.
 */
public final class JsonObjects {
  private static final int DEEPEST = 32;

  private JsonObjects() {}

  /**
   * Reads an object.
   *
   * @throws InvalidJson if it is not one, a name occurs twice, a number is too large for a double,
   *     or values are nested more than 32 times
   */
  public static Map<String, Object> read(String text) throws InvalidJson {
    return object(text, 0);
  }

  private static Map<String, Object> object(String source, int depth) throws InvalidJson {
    Map<String, Object> object = new LinkedHashMap<>();
    for (Map.Entry<String, String> member : JsonReader.members(source).entrySet()) {
      Object value = value(member.getValue(), depth + 1);
      if (value != null) {
        object.put(member.getKey(), value);
      }
    }
    return Collections.unmodifiableMap(object);
  }

  private static @Nullable Object value(String source, int depth) throws InvalidJson {
    if (depth > DEEPEST) {
      throw new InvalidJson(0);
    }
    return switch (source.charAt(0)) {
      case '{' -> object(source, depth);
      case '[' -> array(source, depth);
      case '"' -> JsonReader.string(source);
      case 't' -> true;
      case 'f' -> false;
      case 'n' -> null;
      default -> number(source);
    };
  }

  private static List<Object> array(String source, int depth) throws InvalidJson {
    List<Object> array = new ArrayList<>();
    for (String element : JsonReader.elements(source)) {
      Object value = value(element, depth + 1);
      if (value != null) {
        array.add(value);
      }
    }
    return Collections.unmodifiableList(array);
  }

  private static Object number(String source) throws InvalidJson {
    try {
      return Long.parseLong(source);
    } catch (NumberFormatException e) {
      double number = Double.parseDouble(source);
      if (Double.isInfinite(number)) {
        throw new InvalidJson(0);
      }
      return number;
    }
  }
}
