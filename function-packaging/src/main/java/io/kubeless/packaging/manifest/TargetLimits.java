package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import io.kubeless.packaging.model.TriggerRenderer.Unsupported;
import java.util.ArrayList;
import java.util.List;

/** Features of a function that the objects of a target cannot express. */
public final class TargetLimits {
  private static final Message REMEDY =
      Message.of("deploy native objects: %s", setting("target", "kubernetes"));

  private TargetLimits() {}

  /**
   * Returns the features that a target does not support; empty if it supports the whole function.
   */
  public static List<Problem> of(Function function, Target target) {
    List<Unsupported> limits = new ArrayList<>();
    for (TriggerRenderer each : function.exposure().renderers()) {
      limits.addAll(each.unsupported(function, target));
    }
    limits.addAll(target == Target.KUBELESS ? kubeless(function) : kubernetes(function));
    return limits.stream().map(limit -> problem(function, target, limit)).toList();
  }

  private static List<Unsupported> kubernetes(Function function) {
    return onLag(function) && function.lagMetrics().isEmpty()
        ? List.of(
            new Unsupported(
                Message.of("an autoscaler on lag without a namespace"),
                Message.of("the consumers of its triggers have the namespace in their names"),
                Message.of("set namespace, or group or durable of the triggers")))
        : List.of();
  }

  private static boolean onLag(Function function) {
    return function.resources().autoscaling().filter(Autoscaling::onLag).isPresent();
  }

  private static List<Unsupported> kubeless(Function function) {
    List<Unsupported> limits = new ArrayList<>();
    if (function.runtime().once()) {
      limits.add(
          new Unsupported(
              Message.of("run: once"),
              Message.of("its controller makes a Deployment of every Function")));
    }
    if (function.exposure().network().isPresent()) {
      limits.add(
          new Unsupported(
              Message.of("a network"),
              Message.of("Kubeless has no resource for network policies")));
    }
    if (onLag(function)) {
      limits.add(
          new Unsupported(
              Message.of("an autoscaler on lag"),
              Message.of("the autoscaler of a Function compares the CPU use")));
    }
    return limits;
  }

  private static Problem problem(Function function, Target target, Unsupported limit) {
    return Problem.of(
            ErrorCode.TARGET_UNSUPPORTED,
            "Target %s does not support %s",
            target.text(),
            limit.what())
        .at("function %s", function.name())
        .because(limit.why())
        .remedy(limit.remedy().isEmpty() ? REMEDY : limit.remedy());
  }
}
