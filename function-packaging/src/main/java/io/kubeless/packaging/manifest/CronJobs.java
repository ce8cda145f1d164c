package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.Map;

/**
 * The schedule of a cron trigger. Each attempt has a deadline of its own, on its pod. The Job's
 * leaves room for all of them, and ends a tick whose pod no node takes, which would otherwise keep
 * the next ones from starting.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
final class CronJobs {
  private static final int ATTEMPTS = 3;
  // What passes between two attempts: 30 seconds in which a pod ends, and Kubernetes' own pause of
  // 10 and then 20 seconds, rounded up.
  private static final long BETWEEN_SECONDS = 60;

  private CronJobs() {}

  static KubernetesObject of(Function function, CronJobTrigger trigger, String name) {
    Map<String, Object> job =
        Fields.of(
            "backoffLimit",
            ATTEMPTS - 1,
            "activeDeadlineSeconds",
            ATTEMPTS * (TickPods.attemptSeconds(function) + BETWEEN_SECONDS),
            "podFailurePolicy",
            Map.of("rules", List.of(failJob(function), ignoreDisruption())),
            "template",
            Fields.of(
                "metadata",
                Map.of("labels", Names.tickLabels(function)),
                "spec",
                TickPods.spec(function, trigger)));
    return Metadata.object(
        ApiResource.CRON_JOB,
        function,
        name,
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
        function.runtime().once()
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
