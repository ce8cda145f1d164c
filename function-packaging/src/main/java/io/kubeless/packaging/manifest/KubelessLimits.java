package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Trigger;
import java.util.ArrayList;
import java.util.List;

/** What a function says and the resources of Kubeless cannot. */
public final class KubelessLimits {
  private static final String REMEDY = "deploy native objects: -Dkubeless.target=kubernetes";

  private KubelessLimits() {}

  /** Returns what would be lost on that target; nothing when all of it can be said. */
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
                          "a CronJobTrigger has none, so it would run at other times")));
    }
    if (function.once()) {
      problems.add(
          problem(function, "run: once", "its controller makes a Deployment of every Function"));
    }
    if (function.network().isPresent()) {
      problems.add(problem(function, "a network", "none of its resources is a NetworkPolicy"));
    }
    return problems;
  }

  private static Problem problem(Function function, String what, String why) {
    return Problem.inProject(
        313, "The target kubeless cannot say " + what, "function " + function.name(), why, REMEDY);
  }
}
