package io.kubeless.packaging.discovery;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A type as in a signature of a class file. */
sealed interface TypeRef {

  /** A class with its type arguments, empty for raw and non-generic classes. */
  record Type(String name, List<TypeRef> arguments) implements TypeRef {
    @Override
    public String toString() {
      return arguments.isEmpty()
          ? name
          : name
              + arguments.stream()
                  .map(TypeRef::toString)
                  .collect(Collectors.joining(",", "<", ">"));
    }
  }

  /** A type variable, such as {@code T}. */
  record Variable(String name) implements TypeRef {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * {@code ?}, {@code ? extends X} or {@code ? super X}.
   *
   * @param bound the upper bound, {@code Object} if it is not declared
   */
  record Wildcard(String name, TypeRef bound) implements TypeRef {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An array. */
  record Array(TypeRef component) implements TypeRef {
    @Override
    public String toString() {
      return component + "[]";
    }
  }

  /** Returns this type with its type variables replaced by their values. */
  default TypeRef with(Map<String, TypeRef> variables) {
    if (this instanceof Variable variable) {
      return variables.getOrDefault(variable.name(), this);
    }
    if (this instanceof Type type) {
      return new Type(type.name(), type.arguments().stream().map(a -> a.with(variables)).toList());
    }
    return this instanceof Array array ? new Array(array.component().with(variables)) : this;
  }

  /** Returns this type with wildcards replaced by their upper bounds. */
  default TypeRef withBounds() {
    if (this instanceof Wildcard wildcard) {
      return wildcard.bound().withBounds();
    }
    if (this instanceof Type type) {
      return new Type(type.name(), type.arguments().stream().map(TypeRef::withBounds).toList());
    }
    return this instanceof Array array ? new Array(array.component().withBounds()) : this;
  }

  /** Returns whether a type contains neither variables nor wildcards. */
  default boolean known() {
    if (this instanceof Type type) {
      return type.arguments().stream().allMatch(TypeRef::known);
    }
    return this instanceof Array array && array.component().known();
  }
}
