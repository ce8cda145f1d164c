package io.kubeless.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a message of any broker, which are read as the runtime does. */
final class MessageFields {
  private final Map<String, List<String>> headers = new LinkedHashMap<>();
  byte[] body = new byte[0];
  Instant time = Instant.EPOCH;

  void header(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("ce_") || lower.startsWith("ce-")) {
      throw new IllegalArgumentException("CloudEvents cannot be built: " + name);
    }
    headers.computeIfAbsent(lower, k -> new ArrayList<>()).add(value);
  }

  /**
   * Returns the event.
   *
   * @param id unless a header field contains one
   * @param namespace unless a header field contains one
   * @param position header fields that the runtime adds
   */
  <T> BuiltEvent<T> event(
      String id, String namespace, Map<String, String> position, @Nullable T data) {
    Map<String, List<String>> all = new LinkedHashMap<>(headers);
    position.forEach((name, value) -> all.put(name, List.of(value)));
    String type = value("content-type", "application/octet-stream");
    String happened = value("event-time", "");
    return new BuiltEvent<>(
        value("event-id", id),
        value("event-type", type),
        happened.isEmpty() ? time : Instant.parse(happened),
        value("event-namespace", namespace),
        "POST",
        "/",
        all,
        Map.of(),
        Map.of(),
        body,
        data);
  }

  private String value(String name, String otherwise) {
    String value = headers.getOrDefault(name, List.of("")).get(0);
    return value.isEmpty() ? otherwise : value;
  }
}
