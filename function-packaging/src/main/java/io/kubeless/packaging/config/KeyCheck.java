package io.kubeless.packaging.config;

import static io.kubeless.packaging.model.Argument.goals;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import java.util.List;
import java.util.Optional;

/** Finds unknown keys. */
final class KeyCheck {
  private KeyCheck() {}

  /** Adds a problem for each key of a source that is not one of {@link Keys}. */
  static void check(Mapping source, List<Problem> problems) {
    check(source, "", problems);
  }

  private static void check(Mapping mapping, String prefix, List<Problem> problems) {
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              String path = prefix + name;
              if (Keys.isParent(path)) {
                if (value instanceof Mapping nested) {
                  check(nested, path + ".", problems);
                } else {
                  problems.add(notValue(path, value));
                }
              } else if (Keys.find(path).isEmpty()) {
                problems.add(unknown(path, mapping.keyOrigin(name)));
              }
            });
  }

  private static Problem notValue(String path, ConfigNode value) {
    List<String> below =
        Keys.ALL.stream().map(Key::path).filter(key -> key.startsWith(path + ".")).toList();
    return Problem.of(ErrorCode.INVALID_VALUE, "%s is not a map", path)
        .at(value.origin())
        .because("it contains the keys %s", String.join(", ", below))
        .remedy("set %s", below.get(0));
  }

  private static Problem unknown(String path, Origin origin) {
    Optional<String> nearest = Keys.nearest(path);
    return Problem.of(ErrorCode.UNKNOWN_KEY, "Unknown key %s", path)
        .at(origin)
        .because(
            nearest
                .map(key -> Message.of("the nearest known key is %s", key))
                .orElse(Message.of("no known key is similar")))
        .remedy(
            nearest
                .map(key -> Message.of("write %s", key))
                .orElse(Message.of("list the keys with %s", goals("config"))));
  }
}
