package io.kubeless.packaging.discovery;

import io.kubeless.function.Response;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Determines whether an answer is written as JSON. */
final class AnswerType {
  private static final Set<String> WRAPPERS =
      Set.of(
          CompletionStage.class.getName(),
          CompletableFuture.class.getName(),
          Optional.class.getName(),
          Response.class.getName());
  private static final Set<String> PLAIN =
      Set.of(
          "java.lang.String",
          "java.lang.CharSequence",
          "java.lang.StringBuilder",
          "java.lang.Void",
          "void",
          "java.io.InputStream",
          "java.io.ByteArrayInputStream",
          "byte[]");

  private AnswerType() {}

  /** Returns whether values of this type are written and read without JSON. */
  static boolean isPlain(String type) {
    return type.equals("java.lang.String") || type.equals("byte[]");
  }

  /** Returns the type of the values inside stages, optionals and responses. */
  static TypeRef value(TypeRef type) {
    boolean wrapped =
        type instanceof TypeRef.Type named
            && WRAPPERS.contains(named.name())
            && !named.arguments().isEmpty();
    return wrapped ? value(((TypeRef.Type) type).arguments().get(0).withBounds()) : type;
  }

  /** Returns whether values of a type may need JSON. A type that is not recorded may need it. */
  static boolean needsJson(TypeRef type) {
    return !PLAIN.contains(type.toString());
  }

  /** Returns the type that values are written as, empty if the class file does not record it. */
  static Optional<String> declared(TypeRef value) {
    TypeRef type = value.withBounds();
    boolean recorded =
        needsJson(type) && type.known() && !type.toString().equals(Object.class.getName());
    return recorded ? Optional.of(type.toString()) : Optional.empty();
  }
}
