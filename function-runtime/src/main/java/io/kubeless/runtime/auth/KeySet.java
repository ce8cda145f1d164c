package io.kubeless.runtime.auth;

import io.kubeless.runtime.json.JsonObjects;
import io.kubeless.runtime.json.JsonReader.InvalidJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of an issuer.
 *
 * @param keys those that can be used
 * @param unused why others are not used, with one line each
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, 5</a>
 */
record KeySet(List<JsonWebKey> keys, List<String> unused) {
  private static final int MOST_KEYS = 100;

  /**
   * Reads a JWK Set.
   *
   * @throws InvalidJson if it is not one, or contains more than 100 keys
   */
  static KeySet parse(String text) throws InvalidJson {
    if (!(JsonObjects.read(text).get("keys") instanceof List<?> list) || list.size() > MOST_KEYS) {
      throw new InvalidJson(0);
    }
    List<JsonWebKey> keys = new ArrayList<>();
    List<String> unused = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        keys.add(JsonWebKey.read(members(list.get(i))));
      } catch (JsonWebKey.UnusableKey e) {
        unused.add("key " + (i + 1) + " is not used: " + e.getMessage());
      }
    }
    return new KeySet(List.copyOf(keys), List.copyOf(unused));
  }

  private static Map<String, Object> members(Object element) {
    Map<String, Object> members = new HashMap<>();
    if (element instanceof Map<?, ?> map) {
      map.forEach((name, value) -> members.put(String.valueOf(name), value));
    }
    return members;
  }

  /** Returns the keys with an id; those of a token without an id are all keys. */
  List<JsonWebKey> find(Optional<String> id) {
    return keys.stream().filter(key -> id.isEmpty() || key.id().equals(id)).toList();
  }
}
