package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.Map;

/**
 * The schedule of a cron trigger. Each attempt has a deadline of its own, on its pod. The Job's
 * deadline leaves time for all attempts. It also ends a run whose pod no node accepts, which would
 * otherwise prevent the next runs.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
final class CronJobs {
  private static final int ATTEMPTS = 3;
  // The time between two attempts: 30 seconds in which a pod ends, and the back-off of Kubernetes
  // of 10 and then 20 seconds, rounded up.
  private static final long BETWEEN_SECONDS = 60;

  private CronJobs() {}

  static KubernetesObject of(Function function, CronJobTrigger trigger, String name) {
    Map<String, Object> job =
        Fields.of(
            field("backoffLimit", ATTEMPTS - 1),
            field(
                "activeDeadlineSeconds",
                ATTEMPTS * (ScheduledRunPods.attemptSeconds(function) + BETWEEN_SECONDS)),
            field(
                "podFailurePolicy",
                Map.of("rules", List.of(failJob(function), ignoreDisruption()))),
            field(
                "template",
                Fields.of(
                    field("metadata", Map.of("labels", Names.runLabels(function))),
                    field("spec", ScheduledRunPods.spec(function, trigger)))));
    return Metadata.object(
        ApiResource.CRON_JOB,
        function,
        name,
        field(
            "spec",
            Fields.of(
                field("schedule", trigger.schedule()),
                field("timeZone", trigger.timeZone()),
                field("concurrencyPolicy", "Forbid"),
                field("startingDeadlineSeconds", 60),
                field(
                    "jobTemplate",
                    Fields.of(
                        field("metadata", Map.of("labels", Names.runLabels(function))),
                        field("spec", job))))));
  }

  private static Map<String, Object> failJob(Function function) {
    List<Integer> codes =
        function.runtime().once()
            ? List.of(RuntimeContract.EXIT_NOT_RETRYABLE, RuntimeContract.EXIT_CONFIGURATION)
            : List.of(RuntimeContract.EXIT_NOT_RETRYABLE);
    return Fields.of(
        field("action", "FailJob"),
        field("onExitCodes", Fields.of(field("operator", "In"), field("values", codes))));
  }

  private static Map<String, Object> ignoreDisruption() {
    return Fields.of(
        field("action", "Ignore"),
        field(
            "onPodConditions",
            List.of(Fields.of(field("type", "DisruptionTarget"), field("status", "True")))));
  }
}
