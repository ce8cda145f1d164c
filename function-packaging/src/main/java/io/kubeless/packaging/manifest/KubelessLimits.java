package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Trigger;
import java.util.ArrayList;
import java.util.List;

/** What a function may have and the resources of Kubeless cannot express. */
public final class KubelessLimits {
  private static final Message REMEDY =
      Message.of("deploy native objects: %s", setting("target", "kubernetes"));

  private KubelessLimits() {}

  /** Returns what that target does not support; empty when it supports the whole function. */
  public static List<Problem> of(Function function) {
    List<Problem> problems = new ArrayList<>();
    List<Trigger.CronJob> cron = function.cronJobTriggers();
    if (cron.size() > 1) {
      problems.add(
          problem(
              function,
              cron.size() + " cron triggers",
              "its controller makes one CronJob for each function, trigger-" + function.name()));
    }
    for (Trigger.CronJob trigger : cron) {
      trigger
          .timeZone()
          .ifPresent(
              zone ->
                  problems.add(
                      problem(
                          function,
                          "the time zone " + zone,
                          "a CronJobTrigger has no time zone, so it would run at other times")));
      trigger.payload().ifPresent(payload -> problems.addAll(payload(function, payload)));
    }
    if (function.runtime().once()) {
      problems.add(
          problem(function, "run: once", "its controller makes a Deployment of every Function"));
    }
    if (function.exposure().network().isPresent()) {
      problems.add(problem(function, "a network", "Kubeless has no resource for network policies"));
    }
    return problems;
  }

  private static List<Problem> payload(Function function, String payload) {
    if (KubelessResources.structure(payload).isEmpty()) {
      return List.of(
          problem(
              function,
              "a payload that is text",
              "its controller sends every payload as JSON, so the text would arrive in quotes"));
    }
    return payload.contains("'")
        ? List.of(
            problem(
                function,
                "a payload with a single quote",
                "its controller passes the payload to a shell, in single quotes"))
        : List.of();
  }

  private static Problem problem(Function function, String what, String why) {
    return Problem.of(ErrorCode.TARGET_UNSUPPORTED, "Target kubeless does not support %s", what)
        .at("function %s", function.name())
        .because("%s", why)
        .remedy(REMEDY);
  }
}
