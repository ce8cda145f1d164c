package io.kubeless.packaging.model;

import java.util.Optional;
import java.util.Set;

/**
 * The class that handles a function's events.
 *
 * @param name the binary name, such as {@code com.acme.Hello}
 * @param input the type that a body is bound to, in Java syntax with binary names, such as {@code
 *     java.util.List<com.acme.Order>}; absent for plain events
 * @param answer the type that an answer is written as, in the same form, without stages, optionals
 *     and responses; absent if the class file does not record it or it is not JSON
 * @param parts the parts that its types require in the image, in addition to the server
 * @param release the newest Java release that a class of the project was compiled for
 */
public record HandlerClass(
    String name,
    Optional<String> input,
    Optional<String> answer,
    Set<RuntimePart> parts,
    int release) {

  /** Copies the parts. */
  public HandlerClass {
    parts = Set.copyOf(parts);
  }

  /** Returns the name without its package. */
  public String simpleName() {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }
}
