package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A function on a cluster, given by its name. Nothing is compiled to find it.
 *
 * @param name name of the function
 * @param settings the settings of its module, or those of the command line
 * @param namespace the configured namespace; absent for that of the context
 * @param owner its owner; absent if only its name is known
 */
record NamedFunction(
    String name, GoalSettings settings, Optional<String> namespace, Optional<Owner> owner) {

  /** Returns the functions of the build, or without a project that of {@code -Dkubeless.name}. */
  static List<NamedFunction> all(GoalContext goal) throws IOException {
    if (!goal.session().getRequest().isProjectPresent()) {
      return List.of(ofCommandLine(goal));
    }
    try {
      return goal.modules().named().stream()
          .map(
              each ->
                  new NamedFunction(
                      each.name(),
                      each.module().settings(),
                      each.configured().function().namespace(),
                      Optional.of(each.configured().function().owner())))
          .toList();
    } catch (ProblemException e) {
      if (property(goal, "name").isPresent()) {
        return List.of(ofCommandLine(goal)); // a name needs no project that is in order
      }
      throw e;
    }
  }

  /** Reads something about each function of {@link #all} from its cluster. */
  static <T> List<T> read(GoalContext goal, BiFunction<ClusterConnection, String, T> reader)
      throws IOException {
    List<T> all = new ArrayList<>();
    for (NamedFunction each : all(goal)) {
      try (ClusterConnection connection = each.connect()) {
        all.add(reader.apply(connection, each.name()));
      }
    }
    return all;
  }

  /** Returns the only function of the build, or reports how to select one. */
  static NamedFunction only(GoalContext goal) throws IOException {
    List<NamedFunction> all = all(goal);
    if (all.size() > 1) {
      throw new ProblemException(
          Problem.of(ErrorCode.SINGLE_FUNCTION_REQUIRED, "This goal requires one function")
              .at(
                  "the reactor has %s",
                  String.join(", ", all.stream().map(NamedFunction::name).toList()))
              .remedy("name it: %s", setting("name", all.get(0).name())));
    }
    return all.get(0);
  }

  /**
   * Returns the function of {@code -Dkubeless.name}.
   *
   * @throws ProblemException if it is unset
   */
  static NamedFunction ofCommandLine(GoalContext goal) {
    String name =
        property(goal, "name")
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(ErrorCode.SINGLE_FUNCTION_REQUIRED, "No function is named")
                            .at("%s", setting("name"))
                            .because("there is no pom.xml in this directory")
                            .remedy(
                                "pass %s, or run it in the project",
                                setting("name", "<function>"))));
    return new NamedFunction(name, goal.settings(), property(goal, "namespace"), Optional.empty());
  }

  static Optional<String> property(GoalContext goal, String key) {
    return Optional.ofNullable(goal.session().getUserProperties().getProperty("kubeless." + key));
  }

  /** Opens the cluster, in the configured namespace. */
  ClusterConnection connect() {
    return connect(namespace);
  }

  /** Opens the cluster in a namespace. */
  ClusterConnection connect(Optional<String> other) {
    return settings.connect(other);
  }
}
