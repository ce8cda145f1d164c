package io.kubeless.packaging.discovery;

import io.kubeless.function.Response;
import io.kubeless.runtime.PlainType;
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
  // What the runtime writes as it is, beside the plain types.
  private static final Set<String> WRITTEN_AS_IS =
      Set.of(
          "java.lang.CharSequence",
          "java.lang.StringBuilder",
          "java.lang.Void",
          "void",
          "java.io.InputStream",
          "java.io.ByteArrayInputStream");

  private AnswerType() {}

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
    return !PlainType.of(type.toString()) && !WRITTEN_AS_IS.contains(type.toString());
  }

  /** Returns the type that values are written as, empty if the class file does not record it. */
  static Optional<String> declared(TypeRef value) {
    TypeRef type = value.withBounds();
    boolean recorded =
        needsJson(type) && type.known() && !type.toString().equals(Object.class.getName());
    return recorded ? Optional.of(type.toString()) : Optional.empty();
  }
}
