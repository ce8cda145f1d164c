package io.kubeless.java;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** Calls a method with upstream's signature, which the descriptor of the function names. */
public final class UpstreamHandler implements Handler<Event, Context> {
  /** The entry of the descriptor with the binary name of the class. */
  static final String CLASS = "upstream.class";

  /** The entry of the descriptor with the name of the method. */
  static final String METHOD = "upstream.method";

  private final Object function;
  private final Method method;

  /**
   * Creates the function of the descriptor in the working directory.
   *
   * @throws ReflectiveOperationException if it cannot be created
   * @throws IOException if the descriptor cannot be read
   */
  public UpstreamHandler() throws ReflectiveOperationException, IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(RuntimeContract.DESCRIPTOR))) {
      properties.load(reader);
    }
    Class<?> type =
        Class.forName(
            properties.getProperty(CLASS, ""),
            true,
            Thread.currentThread().getContextClassLoader());
    method =
        type.getMethod(
            properties.getProperty(METHOD, ""), io.kubeless.Event.class, io.kubeless.Context.class);
    function = type.getConstructor().newInstance();
  }

  @Override
  public Object handle(Event event, Context context) throws Exception {
    try {
      return Objects.requireNonNullElse(
          method.invoke(
              function,
              new io.kubeless.Event(event),
              new io.kubeless.Context(
                  method.getName(),
                  String.valueOf(context.timeout().toSeconds()),
                  context.runtime(),
                  System.getenv().getOrDefault(RuntimeContract.FUNC_MEMORY_LIMIT, "0"))),
          "");
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
