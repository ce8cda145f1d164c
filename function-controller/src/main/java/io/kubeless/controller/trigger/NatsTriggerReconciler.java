package io.kubeless.controller.trigger;

/** Keeps the objects and the status of NATSTriggers. */
public final class NatsTriggerReconciler extends TriggerReconciler<KubelessNatsTrigger> {

  /** Creates a reconciler. */
  public NatsTriggerReconciler(TriggerOptions options) {
    super(KubelessNatsTrigger.class, KubelessNatsTrigger::new, options);
  }
}
