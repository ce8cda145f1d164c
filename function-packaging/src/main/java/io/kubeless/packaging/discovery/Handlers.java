package io.kubeless.packaging.discovery;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.TypedEvent;
import io.kubeless.function.TypedHandler;
import io.kubeless.function.VoidHandler;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.SystemLocale;
import io.kubeless.runtime.PlainType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;

/**
 * The handlers in one project's class files.
 *
 * @param found the handlers, by class name
 * @param lambdas class and method of each lambda or method reference that is a handler
 * @param classes number of classes
 */
public record Handlers(List<FoundHandler> found, List<String> lambdas, int classes) {
  private static final Set<String> INTERFACES =
      Set.of(Handler.class.getName(), TypedHandler.class.getName(), VoidHandler.class.getName());

  static boolean isHandlerInterface(String name) {
    return INTERFACES.contains(name);
  }

  /**
   * Finds the handlers of a project.
   *
   * @param output directory of the project's class files; a missing directory contains no handler
   * @param classPath the project's dependencies
   * @throws ProblemException if a class implements Handler but cannot be used as one
   */
  public static Handlers discover(Path output, List<Path> classPath) throws IOException {
    List<Path> entries = new ArrayList<>(classPath);
    entries.add(0, output);
    try (ClassPath path = new ClassPath(entries)) {
      return new Discovery(path).run(classes(output));
    }
  }

  private static List<ClassFile> classes(Path output) throws IOException {
    if (!Files.isDirectory(output)) {
      return List.of();
    }
    List<ClassFile> classes = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(output)) {
      for (Path file : walk.filter(Handlers::isClass).sorted().toList()) {
        SystemLocale.requireReadable(output, file);
        try (InputStream in = Files.newInputStream(file)) {
          classes.add(ClassFile.read(in, true));
        } catch (IllegalArgumentException e) {
          throw new ProblemException(
              Problem.of(ErrorCode.CLASS_FILE_UNREADABLE, "A class file cannot be read")
                  .at("%s", file)
                  .because(
                      "it requires a newer Java than this plugin supports, or is not a class file: %s",
                      String.valueOf(e.getMessage()))
                  .remedy("compile for a released Java, or use a newer version of this plugin"),
              e);
        }
      }
    }
    return classes;
  }

  private static boolean isClass(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".class") && !name.equals("module-info.class");
  }

  private static final class Discovery {
    private final Hierarchy hierarchy;
    private final BindableTypes bindable;
    private final List<Problem> problems = new ArrayList<>();

    Discovery(ClassPath path) throws IOException {
      this.hierarchy = new Hierarchy(path);
      this.bindable = new BindableTypes(path);
    }

    Handlers run(List<ClassFile> classes) throws IOException {
      int release = classes.stream().mapToInt(ClassFile::release).max().orElse(17);
      List<FoundHandler> found = new ArrayList<>();
      List<String> lambdas = new ArrayList<>();
      for (ClassFile file : classes) {
        lambdas.addAll(file.lambdas());
        if (!file.is(Opcodes.ACC_ABSTRACT) && !file.is(Opcodes.ACC_INTERFACE) && !file.local()) {
          Optional<TypeRef.Type> handler = hierarchy.as(file, Handler.class.getName());
          if (handler.isPresent()) {
            handler(file, handler.get(), release).ifPresent(found::add);
          }
        }
      }
      if (!problems.isEmpty()) {
        throw new ProblemException(problems);
      }
      return new Handlers(List.copyOf(found), lambdas.stream().distinct().toList(), classes.size());
    }

    private Optional<FoundHandler> handler(ClassFile file, TypeRef.Type as, int release)
        throws IOException {
      int before = problems.size();
      checkConstructor(file);
      Optional<String> input = Optional.empty();
      if (as.arguments().size() != 2) {
        problems.add(
            unbindable(
                file,
                Message.of("Handler is written without its types"),
                Message.of("implement Handler<Event, Context>")));
      } else {
        checkContext(file, as.arguments().get(1));
        input = new EventType(bindable, problems).input(file, as.arguments().get(0));
      }
      if (problems.size() > before) {
        return Optional.empty();
      }
      TypeRef answer = AnswerType.value(answer(file));
      boolean json =
          input.filter(type -> !PlainType.of(type)).isPresent() || AnswerType.needsJson(answer);
      HandlerClass handler =
          new HandlerClass(
              file.name(),
              input,
              AnswerType.declared(answer),
              json ? Set.of(RuntimePart.JSON) : Set.of(),
              release);
      return Optional.of(new FoundHandler(handler, file.place(), file.annotations()));
    }

    private TypeRef answer(ClassFile file) throws IOException {
      if (hierarchy.as(file, VoidHandler.class.getName()).isPresent()) {
        return new TypeRef.Type(Void.class.getName(), List.of());
      }
      Optional<TypeRef.Type> typed = hierarchy.as(file, TypedHandler.class.getName());
      if (typed.isPresent() && typed.get().arguments().size() == 2) {
        return typed.get().arguments().get(1);
      }
      return hierarchy
          .returned(file, "handle", 2)
          .orElse(new TypeRef.Type(Object.class.getName(), List.of()));
    }

    private void checkConstructor(ClassFile file) {
      boolean nested = file.name().contains("$");
      boolean usable =
          file.is(Opcodes.ACC_PUBLIC)
              && (!nested || file.is(Opcodes.ACC_STATIC))
              && file.methods().stream()
                  .anyMatch(
                      method ->
                          method.name().equals("<init>")
                              && method.descriptor().equals("()V")
                              && (method.access() & Opcodes.ACC_PUBLIC) != 0);
      if (!usable) {
        String simple = file.name().substring(file.name().lastIndexOf('.') + 1);
        problems.add(
            Problem.of(
                    ErrorCode.HANDLER_NOT_CONSTRUCTIBLE,
                    "%s has no usable constructor",
                    file.name())
                .at("%s", file.place())
                .because(
                    "a handler is constructed once, by its public constructor without parameters%s",
                    nested && !file.is(Opcodes.ACC_STATIC)
                        ? "; an inner class needs its outer object"
                        : "")
                .remedy(
                    "make the class %s and give it a constructor: public %s() {}; open clients in onStart",
                    nested ? "public static" : "public",
                    simple.substring(simple.lastIndexOf('$') + 1)));
      }
    }

    private void checkContext(ClassFile file, TypeRef context) {
      if (!context.toString().equals(Context.class.getName())) {
        problems.add(
            Problem.of(
                    ErrorCode.CONTEXT_UNSUPPORTED, "%s takes the context %s", file.name(), context)
                .at("%s", file.place())
                .because("the runtime provides one type of context")
                .remedy("implement Handler<%s, Context>", Event.class.getSimpleName()));
      }
    }
  }

  static Problem unbindable(ClassFile file, Message why, Message remedy) {
    return Problem.of(ErrorCode.EVENT_NOT_BINDABLE, "The events of %s cannot be bound", file.name())
        .at("%s", file.place())
        .because(why)
        .remedy(remedy);
  }

  static boolean isEvent(TypeRef type) {
    return type.toString().equals(Event.class.getName());
  }

  static boolean isTypedEvent(TypeRef type) {
    return type instanceof TypeRef.Type named && named.name().equals(TypedEvent.class.getName());
  }
}
