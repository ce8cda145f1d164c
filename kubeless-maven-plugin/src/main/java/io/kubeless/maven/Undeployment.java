package io.kubeless.maven;

import io.kubeless.packaging.delivery.FunctionRemovals;
import io.kubeless.packaging.model.Function;
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
    NamedFunction named = NamedFunction.ofCommandLine(goal);
    removals.start(
        named::connect,
        new FunctionRemovals.Removed(
            named.name(),
            named.namespace(),
            Optional.empty(),
            Set.of(),
            settings.target(),
            settings.options().patience()));
  }
}
