package io.kubeless.packaging.discovery;

import io.kubeless.packaging.model.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/**
 * Finds types that no JSON can become, before a deployment. Only what is certain is reported: with
 * a Jackson module, a mapper of the project, or annotations of Jackson, more types may be possible
 * than the class files show.
 */
final class BindableTypes {
  // The modules of function-json do not make classes of a project bindable.
  private static final Set<String> OUR_MODULES =
      Set.of(
          "com.fasterxml.jackson.datatype.jdk8.Jdk8Module",
          "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule");
  private static final Message ORDER =
      Message.of("implement Handler<TypedEvent<Order>, Context>, with a record Order");
  private static final Message ORDER_OR_EVENT =
      Message.of(
          "implement Handler<Event, Context>, or Handler<TypedEvent<Order>, Context>, with a record"
              + " Order");
  private static final Message RECORD =
      Message.of(
          "make it a record, give it a constructor without parameters or one with @JsonCreator, or"
              + " add a Jackson module that can read it");

  private final ClassPath classPath;
  private final boolean extended;

  BindableTypes(ClassPath classPath) throws IOException {
    this.classPath = classPath;
    this.extended =
        !classPath.providers("com.fasterxml.jackson.databind.ObjectMapper").isEmpty()
            || !OUR_MODULES.containsAll(
                classPath.providers("com.fasterxml.jackson.databind.Module"));
  }

  /** The reason why a type cannot be bound, and the remedy. */
  record Obstacle(Message why, Message remedy) {}

  /** Returns why a body can never become this type; empty if it can, or may be able to. */
  Optional<Obstacle> obstacle(TypeRef type) throws IOException {
    return obstacle(type, "", new HashSet<>());
  }

  private Optional<Obstacle> obstacle(TypeRef type, String path, Set<String> seen)
      throws IOException {
    if (type instanceof TypeRef.Array array) {
      return obstacle(array.component(), path, seen);
    }
    if (!(type instanceof TypeRef.Type named) || !seen.add(type.toString())) {
      return Optional.empty();
    }
    for (TypeRef argument : named.arguments()) {
      Optional<Obstacle> inside = obstacle(argument, path, seen);
      if (inside.isPresent()) {
        return inside;
      }
    }
    Optional<ClassFile> found = classPath.find(named.name());
    if (found.isEmpty()) {
      return Optional.empty(); // a primitive type, or a class that only the image contains
    }
    if (PlatformTypes.contains(named.name())) {
      return extended ? Optional.empty() : PlatformTypes.whyNot(found.get()).map(w -> in(path, w));
    }
    Optional<Obstacle> here = ofClass(found.get(), path);
    return here.isPresent() || extended ? here : ofMembers(found.get(), named, path, seen);
  }

  private Optional<Obstacle> ofClass(ClassFile file, String path) {
    if (file.name().contains("$") && !file.is(Opcodes.ACC_STATIC)) {
      return Optional.of(
          new Obstacle(
              Message.of(
                  "%s%s is an inner class and needs its outer object", at(path), file.name()),
              Message.of("make it static, or a record")));
    }
    if (extended || file.annotatedForJson() || file.is(Opcodes.ACC_ENUM)) {
      return Optional.empty();
    }
    if (file.is(Opcodes.ACC_ABSTRACT)) {
      return Optional.of(
          new Obstacle(
              Message.of(
                  "%s%s is abstract, and no annotation determines the class to create",
                  at(path), file.name()),
              path.isEmpty()
                  ? ORDER
                  : Message.of("annotate it with @JsonTypeInfo, or use a record")));
    }
    return file.isRecord() || file.methods().stream().anyMatch(BindableTypes::makes)
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                Message.of(
                    "%s%s has only constructors with parameters, whose names JSON binding does not know",
                    at(path), file.name()),
                RECORD));
  }

  /** Returns whether Jackson can create an object with a method, from a scalar at least. */
  private static boolean makes(ClassFile.Method method) {
    boolean open = (method.access() & Opcodes.ACC_PUBLIC) != 0;
    int parameters = org.objectweb.asm.Type.getArgumentCount(method.descriptor());
    boolean factory =
        (method.access() & Opcodes.ACC_STATIC) != 0
            && Set.of("valueOf", "fromString").contains(method.name());
    return method.name().equals("<init>")
        ? parameters == 0 || (parameters == 1 && open)
        : factory && parameters == 1 && open;
  }

  private Optional<Obstacle> ofMembers(
      ClassFile file, TypeRef.Type type, String path, Set<String> seen) throws IOException {
    Map<String, TypeRef> variables = new HashMap<>();
    for (int i = 0; i < file.variables().size() && i < type.arguments().size(); i++) {
      variables.put(file.variables().get(i), type.arguments().get(i));
    }
    for (ClassFile.Field field : file.fields()) {
      if (!file.annotatedForJson() && file.sets(field)) {
        String member = (path.isEmpty() ? type.name() : path) + "." + field.name();
        Optional<Obstacle> inside = obstacle(field.type().with(variables), member, seen);
        if (inside.isPresent()) {
          return inside;
        }
      }
    }
    return Optional.empty();
  }

  private static Obstacle in(String path, Message why) {
    return new Obstacle(
        Message.of("%s%s", at(path), why),
        path.isEmpty() ? ORDER_OR_EVENT : Message.of("use a type of data there, or @JsonIgnore"));
  }

  private static String at(String path) {
    return path.isEmpty() ? "" : path + ": ";
  }
}
