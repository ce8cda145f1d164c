package io.kubeless.packaging.discovery;

import io.kubeless.packaging.model.Problem;
import java.nio.file.Path;

/** The problem of a project without a handler. */
public final class MissingHandler {
  private MissingHandler() {}

  /** Returns the problem, with the classes that the project has instead. */
  public static Problem of(Path output, Handlers handlers) {
    if (!handlers.lambdas().isEmpty()) {
      return Problem.inProject(
          203,
          "The handler is a lambda",
          String.join(", ", handlers.lambdas()),
          "a lambda has no name to start it by, and its types are erased",
          "write a class: public final class Hello implements Handler<Event, Context>");
    }
    boolean nothing = handlers.classes() == 0;
    return Problem.inProject(
        201,
        "No handler found",
        output.toString(),
        nothing
            ? "the directory holds no class files"
            : (handlers.classes() == 1
                    ? "its only class does not implement "
                    : "none of its " + handlers.classes() + " classes implements ")
                + "io.kubeless.function.Handler",
        (nothing ? "compile first, as mvn package kubeless:build does, or " : "")
            + "write a class: public final class Hello implements Handler<Event, Context>");
  }
}
