package io.kubeless.packaging.model;

/** What calls a function. Each type of trigger is a record of its own. */
public interface Trigger {

  /** Returns what all triggers of this type need on a cluster. */
  TriggerRenderer renderer();
}
