package io.kubeless.runtime;

import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the bodies of typed events and returns. The one implementation is found by
 * {@link java.util.ServiceLoader}; an image holds it only when a type needs it.
 */
public interface Binding {

  /**
   * Reads a value from a body.
   *
   * @throws IOException when the body is not of that type; the message is sent to the client, so it
   *     names the place in the body and never its content
   * @throws IllegalStateException when no body can become that type; the message is logged, and
   *     names the class and what to change
   */
  Object read(byte[] body, Type type) throws IOException;

  /**
   * Writes a value as a body.
   *
   * @param declared the type that the handler declares for the value, {@code null} when it declares
   *     none; it holds the type arguments that the value's class does not
   * @throws IOException when the value cannot be written
   */
  byte[] write(Object value, @Nullable Type declared) throws IOException;
}
