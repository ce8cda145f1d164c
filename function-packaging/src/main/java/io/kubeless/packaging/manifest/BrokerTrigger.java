package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Trigger;

/** A trigger whose events the function's process receives from a broker. */
interface BrokerTrigger extends Trigger {

  /** Returns the settings that do not depend on the broker. */
  EventSettings events();
}
