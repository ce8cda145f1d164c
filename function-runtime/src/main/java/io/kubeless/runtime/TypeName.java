package io.kubeless.runtime;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a type in the syntax of the descriptor: binary names, type arguments and array brackets,
 * such as {@code java.util.List<com.acme.Order[]>}.
 */
final class TypeName {
  private final String text;
  private final ClassLoader loader;
  private int at;

  private TypeName(String text, ClassLoader loader) {
    this.text = text;
    this.loader = loader;
  }

  static Type parse(String text, ClassLoader loader) throws ClassNotFoundException {
    TypeName name = new TypeName(text, loader);
    Type type = name.type();
    if (name.at < text.length()) {
      throw new ClassNotFoundException(text);
    }
    return type;
  }

  private Type type() throws ClassNotFoundException {
    int start = at;
    while (at < text.length() && "<>,[".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    Class<?> raw = load(text.substring(start, at));
    Type type = raw;
    if (at < text.length() && text.charAt(at) == '<') {
      List<Type> arguments = new ArrayList<>();
      do {
        at++;
        arguments.add(type());
      } while (at < text.length() && text.charAt(at) == ',');
      at++;
      type = new Parameterized(raw, List.copyOf(arguments));
    }
    while (text.startsWith("[]", at)) {
      at += 2;
      type = arrayOf(type);
    }
    return type;
  }

  private static Type arrayOf(Type component) {
    if (component instanceof Class<?> c) {
      return Array.newInstance(c, 0).getClass();
    }
    return (java.lang.reflect.GenericArrayType) () -> component;
  }

  private Class<?> load(String name) throws ClassNotFoundException {
    return switch (name) {
      case "byte" -> byte.class;
      case "short" -> short.class;
      case "int" -> int.class;
      case "long" -> long.class;
      case "float" -> float.class;
      case "double" -> double.class;
      case "char" -> char.class;
      case "boolean" -> boolean.class;
      default -> Class.forName(name, false, loader);
    };
  }

  private record Parameterized(Class<?> raw, List<Type> arguments) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return raw.getDeclaringClass();
    }

    @Override
    public String toString() {
      String list = String.join(", ", arguments.stream().map(Type::getTypeName).toList());
      return raw.getName() + "<" + list + ">";
    }
  }
}
