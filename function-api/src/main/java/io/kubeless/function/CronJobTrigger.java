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
}
