package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The schedule of a cron trigger. Each attempt has a deadline of its own, on its pod. The Job's
 * deadline leaves time for all attempts. It also ends a run whose pod no node accepts, which would
 * otherwise prevent the next runs.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
final class CronJobs {
  // The time after an attempt: 30 seconds in which a pod ends, and the back-off of Kubernetes of at
  // first 10 and then 20 seconds, rounded up.
  private static final long AFTER_SECONDS = 60;
  private static final long END_SECONDS = 30;
  private static final long FIRST_BACKOFF_SECONDS = 10;
  private static final long MOST_BACKOFF_SECONDS = 600;

  private CronJobs() {}

  static KubernetesObject of(Function function, CronJobTrigger trigger, String name) {
    int attempts = trigger.attempts().orElse(CronJobTrigger.ATTEMPTS);
    Map<String, Object> job =
        Fields.of(
            field("backoffLimit", attempts - 1),
            field(
                "activeDeadlineSeconds",
                attempts * ScheduledRunPods.attemptSeconds(function) + pauses(attempts)),
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
                field("concurrencyPolicy", policy(trigger)),
                field(
                    "startingDeadlineSeconds",
                    trigger
                        .startingDeadline()
                        .orElse(CronJobTrigger.STARTING_DEADLINE)
                        .toSeconds()),
                field(
                    "jobTemplate",
                    Fields.of(
                        field("metadata", Map.of("labels", Names.runLabels(function))),
                        field("spec", job))))));
  }

  /** Returns the maximum time after all attempts, in seconds. */
  private static long pauses(int attempts) {
    long seconds = AFTER_SECONDS; // after the last one
    for (int retry = 0; retry < attempts - 1; retry++) {
      long backoff = Math.min(FIRST_BACKOFF_SECONDS << retry, MOST_BACKOFF_SECONDS);
      seconds += Math.max(AFTER_SECONDS, END_SECONDS + backoff);
    }
    return seconds;
  }

  /** Returns the word of Kubernetes, such as {@code Forbid}. */
  private static String policy(CronJobTrigger trigger) {
    String word = trigger.concurrency().orElse(CronJobTrigger.FORBID);
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
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
