package io.kubeless.controller.trigger;

/** Keeps the objects and the status of CronJobTriggers. */
public final class CronJobTriggerReconciler extends TriggerReconciler<KubelessCronJobTrigger> {

  /** Creates a reconciler. */
  public CronJobTriggerReconciler(TriggerOptions options) {
    super(KubelessCronJobTrigger.class, KubelessCronJobTrigger::new, options);
  }
}
