package io.kubeless.controller.trigger;

import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.ProblemException;
import java.util.List;

/** The objects of one trigger. */
final class TriggerObjects {
  private TriggerObjects() {}

  /**
   * Returns the objects that call a function for a trigger; empty if the function receives the
   * events itself.
   *
   * @throws ProblemException if the trigger or the function is not valid, or cannot be served
   */
  static List<KubernetesObject> of(
      TriggerResource trigger, TargetFunction function, TriggerOptions options) {
    return switch (trigger.kind()) {
      case TriggerResource.HTTP -> new HttpObjects(trigger, function, options).objects();
      case TriggerResource.CRON_JOB -> new CronJobObjects(trigger, function, options).objects();
      default -> ofBroker(trigger, function, options);
    };
  }

  private static List<KubernetesObject> ofBroker(
      TriggerResource trigger, TargetFunction function, TriggerOptions options) {
    BrokerTriggers.model(trigger, options); // a missing topic is a problem in any case
    return function.parts().contains(BrokerTriggers.part(trigger))
        ? List.of()
        : new ForwarderObjects(trigger, function, options).objects();
  }
}
