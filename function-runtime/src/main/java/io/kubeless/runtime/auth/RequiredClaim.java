package io.kubeless.runtime.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A claim that a token must have, such as {@code email}, {@code scope=orders:write} or {@code
 * realm_access.roles=admin}.
 *
 * @param name of the claim; if there is none with the name, its dots separate nested names
 * @param value the value, an element of a list, or a word of {@code scope}; any if empty
 */
record RequiredClaim(String name, Optional<String> value) {

  /** Reads the form {@code name} or {@code name=value}. */
  static RequiredClaim of(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new RequiredClaim(text, Optional.empty())
        : new RequiredClaim(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
  }

  boolean isIn(Map<String, Object> claims) {
    Object found = claims.get(name);
    if (found == null) {
      found = nested(claims);
    }
    return found != null && (value.isEmpty() || matches(found, value.get()));
  }

  private @Nullable Object nested(Map<String, Object> claims) {
    Object found = claims;
    for (String part : name.split("\\.", -1)) {
      found = found instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return found;
  }

  private boolean matches(Object found, String expected) {
    if (found instanceof List<?> list) {
      return list.stream().anyMatch(each -> each.toString().equals(expected));
    }
    if (name.equals("scope") && found instanceof String words) {
      return List.of(words.split(" ", -1)).contains(expected);
    }
    return !(found instanceof Map) && found.toString().equals(expected);
  }

  @Override
  public String toString() {
    return name + value.map(text -> "=" + text).orElse("");
  }
}
