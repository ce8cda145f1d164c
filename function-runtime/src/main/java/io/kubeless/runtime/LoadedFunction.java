package io.kubeless.runtime;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;

/**
 * The handler of the image.
 *
 * @param handler the only instance
 * @param input the type that an event's body is bound to, empty for plain events
 * @param answer the type that the handler declares for its answer, empty if it is unknown
 * @param binding reads and writes JSON; empty in an image that does not need it
 */
record LoadedFunction(
    Handler<Event, Context> handler,
    Optional<Type> input,
    Optional<Type> answer,
    Optional<Binding> binding) {

  /** Reports in one line why a handler cannot be loaded. */
  static final class NotLoadable extends Exception {
    private static final long serialVersionUID = 1L;

    NotLoadable(String message, Throwable cause) {
      super(message, cause);
    }

    NotLoadable(String message) {
      super(message);
    }
  }

  /** Reports that {@code onStart} failed. */
  static final class StartFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailed(Class<?> handler, Throwable cause) {
      super("onStart of " + handler.getName() + " threw " + cause, cause);
    }
  }

  static LoadedFunction load(Descriptor descriptor, ClassLoader loader) throws NotLoadable {
    String name = descriptor.handler();
    Handler<Event, Context> handler = instance(name, loader);
    String input = descriptor.input().orElse(null);
    try {
      Optional<Type> type =
          input == null ? Optional.empty() : Optional.of(TypeName.parse(input, loader));
      Iterator<Binding> bindings = descriptor.providers(Binding.class, loader).iterator();
      Optional<Binding> binding =
          bindings.hasNext() ? Optional.of(bindings.next()) : Optional.empty();
      if (type.isPresent() && binding.isEmpty() && !PlainType.of(type.get())) {
        throw new NotLoadable(
            name + " takes " + input + ", but the image contains no JSON binding");
      }
      return new LoadedFunction(handler, type, answer(descriptor, loader), binding);
    } catch (ServiceConfigurationError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NotLoadable("the JSON binding cannot be loaded: " + cause, e);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new NotLoadable(name + " takes " + input + ", which cannot be loaded: " + e, e);
    }
  }

  /**
   * Returns the declared type of the answer. A type that cannot be loaded is ignored: values are
   * then written by their own class.
   */
  private static Optional<Type> answer(Descriptor descriptor, ClassLoader loader) {
    String answer = descriptor.answer().orElse(null);
    try {
      return answer == null ? Optional.empty() : Optional.of(TypeName.parse(answer, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  /** Calls {@code onStart}. */
  void start(Context context) throws StartFailed {
    try {
      handler.onStart(context);
    } catch (Throwable e) { // an Error also prevents the start
      throw new StartFailed(handler.getClass(), e);
    }
  }

  /**
   * Calls {@code onStop}, unless calls are still running, because they use the resources that it
   * would release.
   *
   * @param running number of running calls
   * @param most maximum time
   */
  void stop(Context context, int running, Duration most, JsonLog log) {
    if (running > 0) {
      log.warning("runtime", "onStop is not called, because calls are still running: " + running);
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                handler.onStop(context);
              } catch (Throwable e) { // an Error must not prevent the end of the process either
                log.failure("runtime", "onStop failed", e);
              }
            },
            "stop");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(Math.max(1, most.toMillis()));
      if (thread.isAlive()) {
        log.warning("runtime", "onStop did not return within " + most.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked") // the types were checked when the descriptor was written
  private static Handler<Event, Context> instance(String name, ClassLoader loader)
      throws NotLoadable {
    try {
      Object handler = Class.forName(name, true, loader).getConstructor().newInstance();
      if (handler instanceof Handler<?, ?> typed) {
        return (Handler<Event, Context>) typed;
      }
      throw new NotLoadable(name + " does not implement " + Handler.class.getName());
    } catch (ClassNotFoundException e) {
      throw new NotLoadable(name + " is not on the class path", e);
    } catch (NoSuchMethodException e) {
      throw new NotLoadable(name + " has no public constructor without parameters", e);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new NotLoadable(name + " is not a public concrete class", e);
    } catch (InvocationTargetException e) {
      throw new NotLoadable("the constructor of " + name + " threw " + e.getCause(), e);
    } catch (LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NotLoadable(name + " cannot be loaded: " + cause, e);
    }
  }
}
