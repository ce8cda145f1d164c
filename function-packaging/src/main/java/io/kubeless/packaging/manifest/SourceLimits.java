package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.TriggerRenderer.Unsupported;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The resources of Kubeless for triggers with a source of events, and what they cannot express. A
 * controller of Kubeless receives the events and sends each one to the function once, as a request.
 *
 * @param type the name of the type in {@code function.yaml}, such as {@code kafka}
 * @param broker the name of the broker, such as {@code Kafka}
 */
record SourceLimits(String type, String broker) {

  /** Returns the resource of a trigger. */
  static KubernetesObject resource(
      ApiResource kind, Function function, EventSettings events, String topic) {
    return Metadata.object(
        kind,
        function,
        function.name() + "." + events.name(),
        field(
            "spec",
            Fields.of(
                field("topic", topic),
                field(
                    "functionSelector", Map.of("matchLabels", Names.selector(function.name()))))));
  }

  /** Returns why pods cannot receive the events of a trigger. */
  List<Unsupported> kubernetes(EventSettings events) {
    return events.servers().isEmpty()
        ? List.of(
            new Unsupported(
                Message.of("the %s trigger %s without servers", type, events.name()),
                Message.of("its pods connect to %s themselves", broker),
                Message.of("add servers to the trigger")))
        : List.of();
  }

  /** Returns the common settings of a trigger that the controller of Kubeless has no field for. */
  List<Unsupported> kubeless(EventSettings events) {
    List<Unsupported> limits = new ArrayList<>();
    Message once = Message.of("its controller sends each event once, and ignores the answer");
    Message cluster =
        Message.of("its controller has one connection to %s for the whole cluster", broker);
    add(limits, "servers", set(!events.servers().isEmpty()), cluster);
    add(limits, "tls", set(events.tls()), cluster);
    add(limits, "attempts", set(events.attempts().orElse(1) > 1), once);
    add(limits, "backoff", events.backoff(), once);
    add(limits, "maxBackoff", events.maxBackoff(), once);
    add(
        limits,
        "onFailure: " + events.onFailure().orElse(""),
        events.onFailure().filter(each -> !each.equals("skip")),
        once);
    add(
        limits,
        "parallelism",
        set(events.parallelism().isPresent()),
        Message.of("its controller determines how many requests it sends at the same time"));
    add(
        limits,
        "startFrom: earliest",
        events.startFrom().filter("earliest"::equals),
        Message.of("its controller begins with the events that arrive after it has connected"));
    return limits;
  }

  private static Optional<Boolean> set(boolean isSet) {
    return Optional.of(isSet).filter(each -> each);
  }

  /** Adds a setting if it is set. */
  void add(List<Unsupported> limits, String setting, Optional<?> value, Message why) {
    if (value.isPresent()) {
      limits.add(new Unsupported(Message.of("%s of a %s trigger", setting, type), why));
    }
  }
}
