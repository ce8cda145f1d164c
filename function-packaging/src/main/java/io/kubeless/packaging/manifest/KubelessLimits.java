package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.ArrayList;
import java.util.List;

/** Features of a function that the resources of Kubeless cannot express. */
public final class KubelessLimits {
  private static final Message REMEDY =
      Message.of("deploy native objects: %s", setting("target", "kubernetes"));

  private KubelessLimits() {}

  /**
   * Returns the features that this target does not support; empty if it supports the whole
   * function.
   */
  public static List<Problem> of(Function function) {
    List<Problem> problems = new ArrayList<>();
    for (TriggerRenderer each : function.exposure().renderers()) {
      each.unsupported(function)
          .forEach(limit -> problems.add(problem(function, limit.what(), limit.why())));
    }
    if (function.runtime().once()) {
      problems.add(
          problem(
              function,
              Message.of("run: once"),
              Message.of("its controller makes a Deployment of every Function")));
    }
    if (function.exposure().network().isPresent()) {
      problems.add(
          problem(
              function,
              Message.of("a network"),
              Message.of("Kubeless has no resource for network policies")));
    }
    return problems;
  }

  private static Problem problem(Function function, Message what, Message why) {
    return Problem.of(ErrorCode.TARGET_UNSUPPORTED, "Target kubeless does not support %s", what)
        .at("function %s", function.name())
        .because(why)
        .remedy(REMEDY);
  }
}
