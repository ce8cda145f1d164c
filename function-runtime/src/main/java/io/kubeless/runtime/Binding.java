package io.kubeless.runtime;

import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the bodies of typed events and answers. The only implementation is found by
 * {@link java.util.ServiceLoader}; an image contains it only if a type requires it.
 */
public interface Binding {

  /**
   * Reads a value from a body.
   *
   * @throws IOException if the body does not have that type; the message is sent to the client, so
   *     it contains the place in the body but never its content
   * @throws IllegalStateException if no body can become that type; the message is logged, and
   *     contains the class and the required change
   */
  Object read(byte[] body, Type type) throws IOException;

  /**
   * Writes a value as a body.
   *
   * @param declared the type that the handler declares for the value, {@code null} if it declares
   *     none; it contains the type arguments that the value's class does not
   * @throws IOException if the value cannot be written
   */
  byte[] write(Object value, @Nullable Type declared) throws IOException;
}
