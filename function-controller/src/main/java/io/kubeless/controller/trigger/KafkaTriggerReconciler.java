package io.kubeless.controller.trigger;

/** Keeps the objects and the status of KafkaTriggers. */
public final class KafkaTriggerReconciler extends TriggerReconciler<KubelessKafkaTrigger> {

  /** Creates a reconciler. */
  public KafkaTriggerReconciler(TriggerOptions options) {
    super(KubelessKafkaTrigger.class, KubelessKafkaTrigger::new, options);
  }
}
