package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.delivery.FunctionRollbacks;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Rolls deployed functions back. */
final class Rollbacks {
  private final GoalContext goal;

  Rollbacks(GoalContext goal) {
    this.goal = goal;
  }

  /** Restores the named revision of one function, or the previous revision of all functions. */
  void run() throws IOException {
    List<NamedFunction> functions = NamedFunction.all(goal);
    try (FunctionRollbacks rollbacks = new FunctionRollbacks(goal.frontEnd())) {
      for (NamedFunction each : functions) {
        OptionalInt revision = each.settings().revision();
        if (revision.isPresent() && functions.size() > 1) {
          throw severalFunctions(functions);
        }
        rollbacks.start(
            each.settings()::connect,
            new FunctionRollbacks.RolledBack(
                each.name(), each.namespace(), each.owner(), revision, each.settings().options()));
      }
      rollbacks.await();
    }
  }

  private static ProblemException severalFunctions(List<NamedFunction> functions) {
    return new ProblemException(
        Problem.of(ErrorCode.SINGLE_FUNCTION_REQUIRED, "A revision is one of a single function")
            .at("%s", setting("revision"))
            .because(
                "the reactor has %s",
                functions.stream().map(NamedFunction::name).collect(Collectors.joining(", ")))
            .remedy("name the function: %s", setting("name", functions.get(0).name())));
  }
}
