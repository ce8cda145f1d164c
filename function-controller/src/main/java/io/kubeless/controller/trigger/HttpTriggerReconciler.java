package io.kubeless.controller.trigger;

/** Keeps the objects and the status of HTTPTriggers. */
public final class HttpTriggerReconciler extends TriggerReconciler<KubelessHttpTrigger> {

  /** Creates a reconciler. */
  public HttpTriggerReconciler(TriggerOptions options) {
    super(KubelessHttpTrigger.class, KubelessHttpTrigger::new, options);
  }
}
