package io.kubeless.function;

/**
 * An event whose body is bound to a type before the handler is called. A body that cannot be bound
 * is answered with 400, and one with a content coding such as gzip with 415, unless the type is
 * {@code byte[]}; the handler is not called then.
 *
 * @param <T> {@code String} or {@code byte[]} for the body itself; any other type is read as JSON
 */
public interface TypedEvent<T> extends Event {

  /**
   * Returns the bound body.
   *
   * @return the data
   */
  T data();
}
