package io.kubeless.packaging.discovery;

import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Determines the type that the body of a handler's events is bound to. */
final class EventType {
  private static final String ORDER = "Handler<TypedEvent<Order>, Context>, with a record Order";

  private final BindableTypes bindable;
  private final List<Problem> problems;

  EventType(BindableTypes bindable, List<Problem> problems) {
    this.bindable = bindable;
    this.problems = problems;
  }

  /**
   * Returns the type to bind to, empty for plain events; adds a problem if binding is impossible.
   */
  Optional<String> input(ClassFile file, TypeRef event) throws IOException {
    if (Handlers.isEvent(event)) {
      return Optional.empty();
    }
    if (!Handlers.isTypedEvent(event)) {
      problems.add(
          Handlers.unbindable(
              file,
              Message.of("%s is neither Event nor TypedEvent", event),
              Message.of("implement Handler<Event, Context>, or %s", ORDER)));
      return Optional.empty();
    }
    List<TypeRef> arguments = ((TypeRef.Type) event).arguments();
    if (arguments.isEmpty() || !arguments.get(0).known()) {
      String type = arguments.isEmpty() ? "TypedEvent without a type" : event.toString();
      problems.add(
          Handlers.unbindable(
              file,
              Message.of("the class file does not declare what %s is", type),
              Message.of("implement %s", ORDER)));
      return Optional.empty();
    }
    TypeRef input = arguments.get(0);
    Optional<BindableTypes.Obstacle> obstacle = bindable.obstacle(input);
    if (obstacle.isPresent()) {
      problems.add(Handlers.unbindable(file, obstacle.get().why(), obstacle.get().remedy()));
      return Optional.empty();
    }
    return Optional.of(input.toString());
  }
}
