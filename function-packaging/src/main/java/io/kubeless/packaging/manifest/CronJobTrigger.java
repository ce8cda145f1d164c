package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Trigger;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.Optional;

/**
 * A schedule.
 *
 * @param schedule the five fields of a Kubernetes CronJob, or a name such as {@code @daily}
 * @param timeZone a name such as {@code Europe/Berlin}; absent for the controller's, mostly UTC
 * @param payload body of the event; absent for none
 */
public record CronJobTrigger(String schedule, Optional<String> timeZone, Optional<String> payload)
    implements Trigger {

  @Override
  public TriggerRenderer renderer() {
    return new CronJobRenderer();
  }
}
