package io.kubeless.packaging.model;

/** A trigger of a function. Each type of trigger is a record of its own. */
public interface Trigger {

  /** Returns the renderer of all triggers of this type. */
  TriggerRenderer renderer();
}
