package io.kubeless.packaging.discovery;

import io.kubeless.packaging.model.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** Decides what the body of a handler's events is bound to. */
final class EventType {
  private static final Set<String> BINDABLE_INTERFACES =
      Set.of(
          "java.util.Map",
          "java.util.SortedMap",
          "java.util.List",
          "java.util.Set",
          "java.util.SortedSet",
          "java.util.Collection",
          "java.lang.Iterable",
          "java.lang.CharSequence");
  private static final Set<String> BINDABLE_ABSTRACT = Set.of("java.lang.Number");
  private static final String ORDER = "Handler<TypedEvent<Order>, Context>, with a record Order";

  private final Hierarchy hierarchy;
  private final List<Problem> problems;

  EventType(Hierarchy hierarchy, List<Problem> problems) {
    this.hierarchy = hierarchy;
    this.problems = problems;
  }

  /** Returns the type to bind to, empty for plain events; adds a problem when it cannot be done. */
  Optional<String> input(ClassFile file, TypeRef event) throws IOException {
    if (Handlers.isEvent(event)) {
      return Optional.empty();
    }
    if (!Handlers.isTypedEvent(event)) {
      problems.add(
          Handlers.unbindable(
              file,
              event + " is neither Event nor TypedEvent",
              "Handler<Event, Context>, or " + ORDER));
      return Optional.empty();
    }
    List<TypeRef> arguments = ((TypeRef.Type) event).arguments();
    if (arguments.isEmpty() || !arguments.get(0).known()) {
      String type = arguments.isEmpty() ? "TypedEvent without a type" : event.toString();
      problems.add(
          Handlers.unbindable(
              file, "the class file does not say what " + type + " stands for", ORDER));
      return Optional.empty();
    }
    TypeRef input = arguments.get(0);
    Optional<String> why = whyNot(input);
    if (why.isPresent()) {
      problems.add(Handlers.unbindable(file, why.get(), ORDER));
      return Optional.empty();
    }
    return Optional.of(input.toString());
  }

  private Optional<String> whyNot(TypeRef type) throws IOException {
    if (type instanceof TypeRef.Array array) {
      return whyNot(array.component());
    }
    if (!(type instanceof TypeRef.Type named)) {
      return Optional.of(type + " is not known");
    }
    for (TypeRef argument : named.arguments()) {
      Optional<String> why = whyNot(argument);
      if (why.isPresent()) {
        return why;
      }
    }
    Optional<ClassFile> found = hierarchy.find(named.name());
    if (found.isEmpty()) {
      return Optional.empty(); // a primitive type, or a class that only the image will have
    }
    ClassFile file = found.get();
    if (named.name().startsWith("java.")) {
      return jdk(file);
    }
    boolean annotated =
        file.annotations().stream().anyMatch(each -> each.type().startsWith("com.fasterxml."));
    if (file.is(Opcodes.ACC_ABSTRACT) && !file.is(Opcodes.ACC_ENUM) && !annotated) {
      return Optional.of(
          named.name() + " is abstract, and nothing says which class a body should become");
    }
    if (named.name().contains("$") && !file.is(Opcodes.ACC_STATIC)) {
      return Optional.of(named.name() + " is an inner class and needs its outer object");
    }
    return Optional.empty();
  }

  private static Optional<String> jdk(ClassFile file) {
    boolean open = file.is(Opcodes.ACC_ABSTRACT) || file.is(Opcodes.ACC_INTERFACE);
    boolean bindable =
        BINDABLE_INTERFACES.contains(file.name()) || BINDABLE_ABSTRACT.contains(file.name());
    return open && !bindable
        ? Optional.of(file.name() + " is not a type of data")
        : Optional.empty();
  }
}
