package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.Map;

/**
 * The schedule of a cron trigger.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
final class CronJobs {
  private CronJobs() {}

  static KubernetesObject of(Function function, Trigger.CronJob trigger, int index) {
    Map<String, Object> job =
        Fields.of(
            "backoffLimit",
            2,
            "activeDeadlineSeconds",
            function.timeout().toSeconds() + 30,
            "podFailurePolicy",
            Map.of("rules", List.of(failJob(function), ignoreDisruption())),
            "template",
            Fields.of(
                "metadata",
                Map.of("labels", Names.tickLabels(function)),
                "spec",
                TickPods.spec(function, trigger)));
    return Metadata.object(
        "batch/v1",
        "CronJob",
        function,
        Names.cronJob(function.name(), index),
        "spec",
        Fields.of(
            "schedule",
            trigger.schedule(),
            "timeZone",
            trigger.timeZone(),
            "concurrencyPolicy",
            "Forbid",
            "startingDeadlineSeconds",
            60,
            "jobTemplate",
            Fields.of("metadata", Map.of("labels", Names.tickLabels(function)), "spec", job)));
  }

  private static Map<String, Object> failJob(Function function) {
    List<Integer> codes =
        function.once()
            ? List.of(RuntimeContract.EXIT_NOT_RETRYABLE, RuntimeContract.EXIT_CONFIGURATION)
            : List.of(RuntimeContract.EXIT_NOT_RETRYABLE);
    return Fields.of(
        "action", "FailJob", "onExitCodes", Fields.of("operator", "In", "values", codes));
  }

  private static Map<String, Object> ignoreDisruption() {
    return Fields.of(
        "action",
        "Ignore",
        "onPodConditions",
        List.of(Fields.of("type", "DisruptionTarget", "status", "True")));
  }
}
