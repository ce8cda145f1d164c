package io.kubeless.runtime;

import java.io.IOException;
import java.lang.reflect.Type;

/**
 * Reads and writes the bodies of typed events and returns. The one implementation is found by
 * {@link java.util.ServiceLoader}; an image holds it only when a type needs it.
 */
public interface Binding {

  /**
   * Reads a value from a body.
   *
   * @throws IOException when the body is not of that type; the message is sent to the client, so it
   *     says where and not what
   */
  Object read(byte[] body, Type type) throws IOException;

  /**
   * Writes a value as a body.
   *
   * @throws IOException when the value cannot be written
   */
  byte[] write(Object value) throws IOException;
}
