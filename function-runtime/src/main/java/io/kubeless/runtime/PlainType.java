package io.kubeless.runtime;

import java.lang.reflect.Type;

/** The types of bodies that need no binding. */
final class PlainType {
  private PlainType() {}

  static boolean of(Type type) {
    return type == String.class || type == byte[].class;
  }
}
