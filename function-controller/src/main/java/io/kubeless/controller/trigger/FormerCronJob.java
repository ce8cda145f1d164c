package io.kubeless.controller.trigger;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/**
 * The CronJob that upstream's controller has made of a CronJobTrigger. It is named after the
 * function, and its owner is of a kind that does not exist, so that nothing deletes it, and the
 * function would be called twice.
 */
final class FormerCronJob {
  private static final String OWNER_KIND = "Trigger";

  private FormerCronJob() {}

  /** Deletes it, before the first CronJob of this controller is in the cache. */
  static void delete(KubelessTrigger trigger, Context<?> context) {
    if (!(trigger instanceof KubelessCronJobTrigger)
        || trigger.getSpec() == null
        || !context.getSecondaryResources(CronJob.class).isEmpty()) {
      return;
    }
    CronJob former =
        context
            .getClient()
            .batch()
            .v1()
            .cronjobs()
            .inNamespace(trigger.getMetadata().getNamespace())
            .withName("trigger-" + trigger.getSpec().path("function-name").asText())
            .get();
    if (former != null
        && former.getMetadata().getOwnerReferences().stream()
            .anyMatch(
                each ->
                    each.getKind().equals(OWNER_KIND)
                        && each.getName().equals(trigger.getMetadata().getName()))) {
      context.getClient().resource(former).delete();
    }
  }
}
