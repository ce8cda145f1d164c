package io.kubeless.packaging.model;

import java.util.regex.Pattern;

/**
 * The owner of the objects of deployed functions. The objects of another owner are not changed or
 * deleted, unless the user permits adopting them.
 *
 * @param name identifies the owner, and is the same for all deployments, such as {@code
 *     com.acme:shop}; without white space and commas
 */
public record Owner(String name) {
  private static final Pattern NAME = Pattern.compile("[^\\s,]+");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is empty, or contains white space or a comma
   */
  public Owner {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of an owner: '" + name + "'");
    }
  }
}
