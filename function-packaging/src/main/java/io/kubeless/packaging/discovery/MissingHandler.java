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

  private static final String HANDLER = "io.kubeless.function.Handler";

  private MissingHandler() {}

  /** Returns the problem, with the classes that the project has instead. */
  public static Problem of(Path output, Handlers handlers) {
    if (!handlers.lambdas().isEmpty()) {
      return Problem.of(ErrorCode.HANDLER_IS_LAMBDA, "The handler is a lambda")
          .at("%s", String.join(", ", handlers.lambdas()))
          .because("a lambda has no class name to start it by, and its generic types are erased")
          .remedy(WRITE);
    }
    return Problem.of(ErrorCode.HANDLER_MISSING, "No handler found")
        .at("%s", output)
        .because(
            switch (handlers.classes()) {
              case 0 -> Message.of("the directory contains no class files");
              case 1 -> Message.of("its only class does not implement %s", HANDLER);
              default ->
                  Message.of("none of its %s classes implements %s", handlers.classes(), HANDLER);
            })
        .remedy(
            handlers.classes() == 0
                ? Message.of(
                    "compile the classes first: %s; or %s", goalsOfPackaged("build"), WRITE)
                : WRITE);
  }
}
