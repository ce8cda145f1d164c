package io.kubeless.runtime.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An event that does not exist yet.
 *
 * @param key of the event; empty if it has none, or the broker knows none
 * @param subject of the event; empty for that of the trigger, or if the broker knows none
 * @param headers values by name, in order
 * @param body the bytes; the array must not be changed
 */
public record NewEvent(
    Optional<String> key, Optional<String> subject, Map<String, String> headers, byte[] body) {

  /** Copies the map, and keeps its order. */
  public NewEvent {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }
}
