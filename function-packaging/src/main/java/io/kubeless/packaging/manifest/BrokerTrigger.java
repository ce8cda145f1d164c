package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Trigger;
import java.util.OptionalInt;

/** A trigger whose events the function's process receives from a broker. */
interface BrokerTrigger extends Trigger {

  /** Returns the settings that do not depend on the broker. */
  EventSettings events();

  @Override
  default OptionalInt lag() {
    return events().lag();
  }
}
