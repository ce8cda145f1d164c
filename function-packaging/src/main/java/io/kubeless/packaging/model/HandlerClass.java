package io.kubeless.packaging.model;

import java.util.Optional;
import java.util.Set;

/**
 * The class that answers a function's events.
 *
 * @param name the binary name, such as {@code com.acme.Hello}
 * @param input the type that a body is bound to, as Java writes it with binary names, such as
 *     {@code java.util.List<com.acme.Order>}; absent for plain events
 * @param answer the type that a value is written as, in the same form, below stages, optionals and
 *     responses; absent where the class file does not record it and where it is not JSON
 * @param parts what its types need in the image beside the server
 * @param release the newest Java release that a class of the project was compiled for
 */
public record HandlerClass(
    String name,
    Optional<String> input,
    Optional<String> answer,
    Set<RuntimePart> parts,
    int release) {

  /** Copies the set. */
  public HandlerClass {
    parts = Set.copyOf(parts);
  }

  /** Returns the name without its package. */
  public String simpleName() {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }
}
