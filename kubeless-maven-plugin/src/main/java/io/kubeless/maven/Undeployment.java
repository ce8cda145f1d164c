package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.delivery.FunctionRemovals;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes deployed functions. */
final class Undeployment {
  private final GoalContext goal;

  Undeployment(GoalContext goal) {
    this.goal = goal;
  }

  /** Deletes the functions of the build or, without a project, the named function. */
  void run() throws IOException {
    try (FunctionRemovals removals = new FunctionRemovals(goal.frontEnd())) {
      if (goal.session().getRequest().isProjectPresent()) {
        start(removals, goal.modules().named());
      } else {
        startNamed(removals, goal.settings());
      }
      removals.await();
    }
  }

  private static void start(FunctionRemovals removals, List<OneFunction> functions) {
    Set<String> names = functions.stream().map(OneFunction::name).collect(Collectors.toSet());
    for (OneFunction each : functions) {
      Function function = each.configured().function();
      GoalSettings settings = each.module().settings();
      removals.start(
          settings::connect,
          new FunctionRemovals.Removed(
              function.name(),
              function.namespace(),
              Optional.of(function.owner()),
              names,
              settings.target(),
              settings.options().patience()));
    }
  }

  private void startNamed(FunctionRemovals removals, GoalSettings settings) {
    removals.start(
        settings::connect,
        new FunctionRemovals.Removed(
            name(),
            property("namespace"),
            Optional.empty(),
            Set.of(),
            settings.target(),
            settings.options().patience()));
  }

  private Optional<String> property(String key) {
    return Optional.ofNullable(goal.session().getUserProperties().getProperty("kubeless." + key));
  }

  private String name() {
    return property("name")
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(ErrorCode.SINGLE_FUNCTION_REQUIRED, "No function is named")
                        .at("%s", setting("name"))
                        .because("there is no pom.xml in this directory")
                        .remedy(
                            "pass %s, or run it in the project", setting("name", "<function>"))));
  }
}
