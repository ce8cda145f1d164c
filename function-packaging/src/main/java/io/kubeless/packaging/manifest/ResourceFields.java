package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one resource, which nothing has validated. A field of another type than expected is
 * a problem, and is read as absent.
 *
 * @param name kind and name of the resource, for messages
 * @param problems receives the problems
 */
public record ResourceFields(String name, List<Problem> problems) {

  /** Returns a map; empty if it is absent. */
  @SuppressWarnings("unchecked") // keys of JSON maps are texts
  public Map<String, Object> map(Map<String, Object> parent, String path) {
    Object value = last(parent, path);
    if (value == null || value instanceof Map<?, ?>) {
      return value == null ? Map.of() : (Map<String, Object>) value;
    }
    invalid(path, value, Message.of("it is not a map"));
    return Map.of();
  }

  /** Returns the maps of a list; empty if it is absent. */
  @SuppressWarnings("unchecked") // keys of JSON maps are texts
  public List<Map<String, Object>> maps(Map<String, Object> parent, String path) {
    Object value = last(parent, path);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(each -> each instanceof Map)) {
      return (List<Map<String, Object>>) (List<?>) list;
    }
    invalid(path, value, Message.of("it is not a list of maps"));
    return List.of();
  }

  /** Returns a text; absent also if it is empty. */
  public Optional<String> text(Map<String, Object> parent, String path) {
    Object value = last(parent, path);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value).filter(text -> !text.isEmpty());
    }
    invalid(path, value, Message.of("it is not a text in quotes"));
    return Optional.empty();
  }

  /** Returns a number of 0 or more. */
  public OptionalInt number(Map<String, Object> parent, String path) {
    Object value = last(parent, path);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof Number number
        && number.longValue() == number.doubleValue()
        && number.longValue() >= 0
        && number.longValue() <= Integer.MAX_VALUE) {
      return OptionalInt.of(number.intValue());
    }
    invalid(path, value, Message.of("it is not a number from 0 without quotes"));
    return OptionalInt.empty();
  }

  /** Adds a problem with the value of a field. */
  public void invalid(String path, Object value, Message why) {
    problems.add(
        Problem.of(ErrorCode.RESOURCE_INVALID, "%s is not valid: %s", path, value)
            .at("%s", name)
            .because(why)
            .remedy("correct it: kubectl edit %s", name));
  }

  private static @Nullable Object last(Map<String, Object> parent, String path) {
    return parent.get(path.substring(path.lastIndexOf('.') + 1));
  }
}
