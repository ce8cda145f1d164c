package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.Response;
import io.kubeless.function.TypedHandler;
import io.kubeless.runtime.EmbeddedFunction;
import io.kubeless.runtime.PlainType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the types of a loaded handler as the plugin reads them from its class file. Those of a
 * lambda are unknown: it gets plain events.
 */
final class HandlerTypes {
  private static final Set<Type> WRAPPERS =
      Set.of(CompletionStage.class, CompletableFuture.class, Optional.class, Response.class);
  private static final Set<Type> WRITTEN_AS_IS =
      Set.of(
          CharSequence.class,
          StringBuilder.class,
          Void.class,
          void.class,
          InputStream.class,
          ByteArrayInputStream.class);

  private final Map<TypeVariable<?>, Type> variables = new HashMap<>();

  private HandlerTypes() {}

  static EmbeddedFunction.Types of(Class<?> handler) {
    HandlerTypes types = new HandlerTypes();
    types.learn(handler);
    Type event = types.known(Handler.class.getTypeParameters()[0]);
    Optional<String> input =
        event instanceof ParameterizedType typed
            ? Optional.of(types.name(typed.getActualTypeArguments()[0]))
            : Optional.empty();
    Type answer = types.value(types.answer(handler));
    boolean json = !PlainType.of(types.name(answer)) && !WRITTEN_AS_IS.contains(answer);
    return new EmbeddedFunction.Types(
        input,
        json && !answer.equals(Object.class) ? Optional.of(types.name(answer)) : Optional.empty(),
        json || input.filter(type -> !PlainType.of(type)).isPresent());
  }

  /** Collects the type arguments of all supertypes. */
  private void learn(Class<?> type) {
    for (Type supertype : type.getGenericInterfaces()) {
      learn(supertype);
    }
    Type superclass = type.getGenericSuperclass();
    if (superclass != null) {
      learn(superclass);
    }
  }

  private void learn(Type supertype) {
    if (supertype instanceof ParameterizedType parameterized) {
      Class<?> raw = (Class<?>) parameterized.getRawType();
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        variables.put(raw.getTypeParameters()[i], parameterized.getActualTypeArguments()[i]);
      }
      learn(raw);
    } else if (supertype instanceof Class<?> raw) {
      learn(raw);
    }
  }

  private Type answer(Class<?> handler) {
    if (TypedHandler.class.isAssignableFrom(handler)) {
      return known(TypedHandler.class.getTypeParameters()[1]);
    }
    return Arrays.stream(handler.getMethods())
        .filter(method -> method.getName().equals("handle") && method.getParameterCount() == 2)
        .filter(method -> !method.isBridge() && takesEvent(method))
        .map(Method::getGenericReturnType)
        .findFirst()
        .orElse(Object.class);
  }

  private static boolean takesEvent(Method method) {
    return Event.class.isAssignableFrom(method.getParameterTypes()[0]);
  }

  private Type value(Type type) {
    Type known = known(type);
    return known instanceof ParameterizedType wrapper && WRAPPERS.contains(wrapper.getRawType())
        ? value(wrapper.getActualTypeArguments()[0])
        : known;
  }

  /** Replaces a variable by its type, and a wildcard by its bound. */
  private Type known(Type type) {
    if (type instanceof WildcardType wildcard) {
      return known(wildcard.getUpperBounds()[0]);
    }
    if (type instanceof TypeVariable<?> variable) {
      @Nullable Type argument = variables.get(variable);
      return known(argument == null ? variable.getBounds()[0] : argument);
    }
    return type;
  }

  /** Returns the name of a type as it is in the descriptor of an image. */
  private String name(Type type) {
    Type known = known(type);
    if (known instanceof ParameterizedType parameterized) {
      return Arrays.stream(parameterized.getActualTypeArguments())
          .map(this::name)
          .collect(Collectors.joining(",", name(parameterized.getRawType()) + "<", ">"));
    }
    if (known instanceof GenericArrayType array) {
      return name(array.getGenericComponentType()) + "[]";
    }
    Class<?> raw = (Class<?>) known;
    return raw.isArray() ? name(raw.getComponentType()) + "[]" : raw.getName();
  }
}
