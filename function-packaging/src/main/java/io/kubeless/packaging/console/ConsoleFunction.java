package io.kubeless.packaging.console;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.delivery.EventTarget;
import io.kubeless.packaging.image.LocalPublisher;
import io.kubeless.packaging.manifest.CronJobTrigger;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.KafkaTrigger;
import io.kubeless.packaging.manifest.NatsTrigger;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Trigger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The function that the page shows, and how events reach it.
 *
 * @param configured the configuration with its origins
 * @param local the function with the values of this machine
 * @param port the port of the function
 * @param publisher publishes events to its brokers
 */
public record ConsoleFunction(
    ConfiguredFunction configured, LocalConfiguration local, int port, LocalPublisher publisher) {

  /**
   * A trigger.
   *
   * @param type such as {@code kafka}
   * @param name its path, schedule, topic or subject
   * @param source its source in the function's process; empty if it has none
   * @param payload the body of its events; empty if it has none, or they have different ones
   * @param on whether something on this machine sends its events
   */
  record Row(String type, String name, String source, String payload, boolean on) {}

  /** Returns the function. */
  Function function() {
    return local.function();
  }

  /** Returns the triggers in the order of the configuration. */
  List<Row> triggers() {
    List<String> connected = EventTarget.sources(function(), true);
    List<Row> rows = new ArrayList<>();
    for (Trigger trigger : function().exposure().triggers()) {
      String source = trigger.source().orElse("");
      boolean on = trigger instanceof HttpTrigger || connected.contains(source);
      Optional<String> payload =
          trigger instanceof CronJobTrigger cron ? cron.payload() : Optional.empty();
      rows.add(new Row(trigger.renderer().type(), name(trigger), source, payload.orElse(""), on));
    }
    return rows;
  }

  private static String name(Trigger trigger) {
    if (trigger instanceof HttpTrigger http) {
      return http.host().orElse("") + http.path();
    }
    if (trigger instanceof CronJobTrigger cron) {
      return cron.schedule();
    }
    if (trigger instanceof KafkaTrigger kafka) {
      return kafka.topic();
    }
    return trigger instanceof NatsTrigger nats ? nats.subject() : trigger.source().orElse("");
  }

  /**
   * Returns the names of the values of {@code kubeless-local.yaml}, such as {@code env.GREETING}.
   * The values themselves may be secret.
   */
  List<String> localNames() {
    List<String> names = new ArrayList<>();
    var before = configured.function().runtime();
    var here = function().runtime();
    here.env()
        .forEach(
            (name, value) -> {
              if (!Objects.equals(before.env().get(name), value)) {
                names.add("env." + name);
              }
            });
    here.config()
        .entries()
        .forEach(
            (name, value) -> {
              if (!Arrays.equals(before.config().entries().get(name), value)) {
                names.add("config." + name);
              }
            });
    local
        .secrets()
        .forEach(
            (name, keys) -> keys.keySet().forEach(k -> names.add("secrets." + name + "." + k)));
    return names;
  }
}
