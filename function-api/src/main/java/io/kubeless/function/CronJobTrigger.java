package io.kubeless.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Calls the function on a schedule. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Repeatable(CronJobTriggers.class)
public @interface CronJobTrigger {

  /**
   * When the function is called, as in the schedule of a Kubernetes CronJob.
   *
   * @return a schedule such as {@code 0 3 * * *}
   * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
   */
  String schedule();

  /**
   * The time zone of the schedule.
   *
   * @return a name such as {@code Europe/Berlin}; if empty, the zone of the cluster's controller,
   *     usually UTC
   */
  String timeZone() default "";

  /**
   * The body of the event.
   *
   * @return JSON or any other text; if empty, the event has no body
   */
  String payload() default "";

  /**
   * What happens at a scheduled time while the previous run has not ended.
   *
   * @return {@code forbid} to start no run until it has ended, {@code allow} to start another one,
   *     or {@code replace} to end it and start another one; if empty, {@code forbid}
   */
  String concurrency() default "";

  /**
   * How late a run may start. A later one is omitted, for example because the cluster's controller
   * or the previous run prevented it.
   *
   * @return a duration of whole seconds from {@code 10s} to {@code 24h}; if empty, {@code 60s}
   */
  String startingDeadline() default "";

  /**
   * Maximum number of attempts for one run.
   *
   * @return 1 to 10; if 0, 3
   */
  int attempts() default 0;
}
