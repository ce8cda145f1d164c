package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import java.util.List;
import java.util.Optional;

/** Finds keys that nobody reads. */
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
    return Problem.inProject(
        302,
        path + " is no value of its own",
        value.origin().toString(),
        "it holds " + String.join(", ", below),
        "set " + below.get(0));
  }

  private static Problem unknown(String path, Origin origin) {
    Optional<String> nearest = Keys.nearest(path);
    return Problem.inProject(
        301,
        "Unknown key " + path,
        origin.toString(),
        nearest.map(key -> "the nearest known key is " + key).orElse("no known key is like it"),
        nearest
            .map(key -> "write " + key)
            .orElse("see the keys with mvn kubeless:config, or in docs/function-yaml.md"));
  }
}
