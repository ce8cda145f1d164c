package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.delivery.CallRequest;
import io.kubeless.packaging.delivery.CloudEventAttributes;
import io.kubeless.packaging.delivery.EventTarget;
import io.kubeless.packaging.image.LocalPublisher;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.runtime.PublishRequest;
import io.kubeless.runtime.source.NewEvent;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Publishes an event to a trigger of a function. Only the client of the broker is resolved. */
final class Publication {
  private final GoalContext goal;

  Publication(GoalContext goal) {
    this.goal = goal;
  }

  /** Publishes the event that the settings describe, and prints where it is stored. */
  void run(String trigger) throws IOException {
    List<OneFunction> all = goal.modules().named();
    OneFunction one =
        OneFunction.only(all, Message.of("name it: %s", setting("name", all.get(0).name())));
    GoalSettings settings = one.module().settings();
    Function function = one.configured().function();
    EventTarget target = EventTarget.find(function, trigger, settings.origin(Setting.TRIGGER));
    Set<RuntimePart> parts = EnumSet.of(RuntimePart.SERVER);
    parts.addAll(target.trigger().renderer().parts());
    LocalPublisher publisher =
        new LocalPublisher(
            settings.output().resolve(function.name()).resolve("publish"),
            goal.classPath().resolveParts(settings.project(), parts),
            goal.imageRequests().jdk(),
            settings.secrets(one.local()));
    String stored =
        publisher.publish(
            function,
            target.secrets(),
            new PublishRequest(target.source(), event(settings, target)));
    goal.log().info("published " + stored);
  }

  private static NewEvent event(GoalSettings settings, EventTarget target) throws IOException {
    CallRequest request = Invocation.request(settings);
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .cloudEvent()
        .ifPresent(
            attributes ->
                headers.putAll(
                    CloudEventAttributes.headers(attributes, target.cloudEventPrefix())));
    headers.putAll(request.headers());
    return new NewEvent(
        settings.text(Setting.KEY), settings.text(Setting.SUBJECT), headers, request.bytes());
  }
}
