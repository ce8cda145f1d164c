package io.kubeless.packaging.model;

import java.util.regex.Pattern;

/**
 * To whom the objects of deployed functions belong. Nobody changes or deletes the objects of
 * another owner unless it is allowed to adopt them.
 *
 * @param name what the caller tells owners apart by, and does not change from one deployment to the
 *     next, such as {@code com.acme:shop}; without white space and commas
 */
public record Owner(String name) {
  private static final Pattern NAME = Pattern.compile("[^\\s,]+");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when it is empty, or contains white space or a comma
   */
  public Owner {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of an owner: '" + name + "'");
    }
  }
}
