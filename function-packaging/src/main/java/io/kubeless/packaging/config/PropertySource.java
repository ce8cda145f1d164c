package io.kubeless.packaging.config;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the properties of a build with the prefix {@code kubeless.}. */
public final class PropertySource {
  private static final String PREFIX = "kubeless.";
  private static final String ONE = "functions.";

  private PropertySource() {}

  /**
   * Returns the properties that set keys of functions. Those for one function are in {@code
   * functions.<name>}.
   *
   * @param properties all properties
   * @param goals names of the properties that goals read themselves
   * @param origin format of a property in messages, such as {@code -D%s}
   * @throws ProblemException if a property with the prefix {@code kubeless.} is unknown
   */
  public static Mapping read(
      SortedMap<String, String> properties, Collection<String> goals, String origin) {
    SortedMap<String, Problem> unknown = unknown(properties, goals, origin);
    if (!unknown.isEmpty()) {
      throw new ProblemException(List.copyOf(unknown.values()));
    }
    Mapping all = Mapping.empty(Origin.of("command line"));
    for (Map.Entry<String, String> property : properties.entrySet()) {
      String name = property.getKey();
      if (name.startsWith(PREFIX) && !goals.contains(name)) {
        Scalar value = new Scalar(property.getValue(), Origin.of(String.format(origin, name)));
        all = nest(name.substring(PREFIX.length()), value).over(all);
      }
    }
    return all;
  }

  /**
   * Returns the properties that {@link #read} refuses, by name, with their problems.
   *
   * @param properties all properties
   * @param goals names of the properties that goals read themselves
   * @param origin format of a property in messages, such as {@code -D%s}
   */
  public static SortedMap<String, Problem> unknown(
      SortedMap<String, String> properties, Collection<String> goals, String origin) {
    SortedMap<String, Problem> unknown = new TreeMap<>();
    for (String name : properties.keySet()) {
      if (name.startsWith(PREFIX) && !goals.contains(name)) {
        String path = name.substring(PREFIX.length());
        Optional<Key> key = Keys.find(withoutFunction(path));
        if (key.isEmpty() || !key.get().type().settable()) {
          Origin at = Origin.of(String.format(origin, name));
          unknown.put(name, unknown(name, path, at, goals));
        }
      }
    }
    return unknown;
  }

  private static String withoutFunction(String path) {
    if (!path.startsWith(ONE)) {
      return path;
    }
    int dot = path.indexOf('.', ONE.length());
    return dot < 0 ? path : path.substring(dot + 1);
  }

  private static Mapping nest(String path, ConfigNode value) {
    int function = path.startsWith(ONE) ? path.indexOf('.', ONE.length()) : -1;
    int dot = path.indexOf('.', 0);
    if (dot < 0) {
      return new Mapping(Map.of(path, value), value.origin());
    }
    if (function >= 0) {
      Mapping below = nest(path.substring(function + 1), value);
      Mapping named =
          new Mapping(Map.of(path.substring(ONE.length(), function), below), value.origin());
      return new Mapping(Map.of("functions", named), value.origin());
    }
    return new Mapping(
        Map.of(path.substring(0, dot), nest(path.substring(dot + 1), value)), value.origin());
  }

  private static Problem unknown(String name, String path, Origin at, Collection<String> goals) {
    String first = path.split("\\.", 2)[0];
    Optional<Key> map = Keys.find(withoutFunction(first)).filter(key -> !key.type().settable());
    if (map.isPresent()) {
      return Problem.of(ErrorCode.PROPERTY_UNKNOWN, "%s cannot be set on the command line", first)
          .at(at)
          .because("it is a %s", map.get().type().text())
          .remedy(
              "write it in function.yaml, or in an overlay and choose it with %s",
              setting("env", "<name>"));
    }
    // The common prefix must not make names similar.
    Set<String> known = new HashSet<>();
    goals.forEach(goal -> known.add(goal.substring(PREFIX.length())));
    Keys.ALL.stream().filter(key -> key.type().settable()).forEach(key -> known.add(key.path()));
    Optional<String> nearest = Nearest.of(path, known);
    return Problem.of(ErrorCode.PROPERTY_UNKNOWN, "Unknown property %s", name)
        .at(at)
        .because(
            nearest
                .map(each -> Message.of("the nearest known property is %s%s", PREFIX, each))
                .orElse(Message.of("no known property is similar")))
        .remedy(
            nearest
                .map(each -> Message.of("write %s", setting(each)))
                .orElse(Message.of("remove it")));
  }
}
