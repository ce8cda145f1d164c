package io.kubeless.runtime;

import java.lang.reflect.Type;

/** The types of bodies and answers that are read and written without JSON binding. */
public final class PlainType {
  private PlainType() {}

  /** Returns whether a type needs no JSON binding. */
  static boolean of(Type type) {
    return of(type.getTypeName());
  }

  /**
   * Returns whether a type needs no JSON binding.
   *
   * @param typeName as {@link Type#getTypeName} returns it, such as {@code byte[]}
   */
  public static boolean of(String typeName) {
    return typeName.equals("java.lang.String") || typeName.equals("byte[]");
  }
}
