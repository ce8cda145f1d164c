package io.kubeless.function;

/**
 * An event whose body is bound to a type before the handler is called; a body that cannot be bound
 * is answered with 400 and never reaches the handler. A body with a content coding such as gzip is
 * answered with 415, unless the type is {@code byte[]}.
 *
 * @param <T> {@code String} and {@code byte[]} are the body itself; any other type is read as JSON
 */
public interface TypedEvent<T> extends Event {

  /**
   * Returns the bound body.
   *
   * @return the data
   */
  T data();
}
