package io.kubeless.packaging.discovery;

import static io.kubeless.packaging.model.Argument.goalsOfPackaged;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.nio.file.Path;

/** The problem of a project without a handler. */
public final class MissingHandler {
  private static final Message WRITE =
      Message.of("write a class: public final class Hello implements Handler<Event, Context>");

  private MissingHandler() {}

  /** Returns the problem, with the classes that the project has instead. */
  public static Problem of(Path output, Handlers handlers) {
    if (!handlers.lambdas().isEmpty()) {
      return Problem.of(ErrorCode.HANDLER_IS_LAMBDA, "The handler is a lambda")
          .at("%s", String.join(", ", handlers.lambdas()))
          .because("a lambda has no class name to start it by, and its generic types are erased")
          .remedy(WRITE);
    }
    boolean nothing = handlers.classes() == 0;
    return Problem.of(ErrorCode.HANDLER_MISSING, "No handler found")
        .at("%s", output)
        .because(
            nothing
                ? Message.of("the directory contains no class files")
                : Message.of(
                    "%sio.kubeless.function.Handler",
                    handlers.classes() == 1
                        ? "its only class does not implement "
                        : "none of its " + handlers.classes() + " classes implements "))
        .remedy(
            nothing
                ? Message.of(
                    "compile the classes first: %s; or %s", goalsOfPackaged("build"), WRITE)
                : WRITE);
  }
}
