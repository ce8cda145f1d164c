package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Trigger;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.Optional;

/**
 * A schedule.
 *
 * @param schedule the five fields of a Kubernetes CronJob, or a name such as {@code @daily}
 * @param timeZone a name such as {@code Europe/Berlin}; if absent, the zone of the cluster's
 *     controller, usually UTC
 * @param payload body of the event; if absent, it has no body
 */
public record CronJobTrigger(String schedule, Optional<String> timeZone, Optional<String> payload)
    implements Trigger {

  @Override
  public TriggerRenderer renderer() {
    return new CronJobRenderer();
  }
}
