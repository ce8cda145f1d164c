package io.kubeless.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import io.kubeless.function.HttpException;
import io.kubeless.function.RetryableException;
import io.kubeless.runtime.Binding;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Binds JSON with Jackson. The mapper is the function's own if {@link java.util.ServiceLoader}
 * finds an {@link ObjectMapper}, or else the {@link Mappers built-in one}.
 */
public final class JacksonBinding implements Binding {
  private final ObjectMapper mapper;

  /** Creates the binding; {@link java.util.ServiceLoader} calls this. */
  public JacksonBinding() {
    this(Mappers.find(JacksonBinding.class.getClassLoader()));
  }

  JacksonBinding(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public Object read(byte[] body, Type type) throws IOException {
    JavaType target = mapper.constructType(type);
    if (body.length == 0) {
      throw new IOException("a body is expected: JSON for " + target.getRawClass().getSimpleName());
    }
    Object value;
    try {
      value = new FiniteReader(mapper, target).read(body);
    } catch (InvalidDefinitionException e) {
      throw new IllegalStateException(remedy(e), e);
    } catch (JsonProcessingException e) {
      rethrowDeliberate(e);
      throw new IOException(describe(e, target), e);
    }
    if (value == null) {
      throw new IOException(
          "the body is null, but JSON for "
              + target.getRawClass().getSimpleName()
              + " is expected");
    }
    return value;
  }

  /** The class is wrong and not the body, so this message is for the function's author. */
  private static String remedy(InvalidDefinitionException e) {
    String type = e.getType() == null ? "the type" : e.getType().toCanonical();
    return type
        + " cannot be made from JSON: make it a record, give it a constructor without parameters or"
        + " one with @JsonCreator, or put a Jackson module that can read it on the class path";
  }

  /** A constructor or a setter of the function's types may refuse a value with a status. */
  private static void rethrowDeliberate(JsonProcessingException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException || cause instanceof RetryableException) {
        throw (RuntimeException) cause;
      }
    }
  }

  /** Describes the place and not the value, because the body may contain confidential data. */
  private static String describe(JsonProcessingException e, JavaType target) {
    StringBuilder text = new StringBuilder("the body is not JSON for ");
    text.append(target.getRawClass().getSimpleName());
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      text.append(", at ");
      for (JsonMappingException.Reference step : mapping.getPath()) {
        text.append(
            step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
      }
    }
    JsonLocation location = e.getLocation();
    if (location != null) {
      text.append(", line ").append(location.getLineNr());
      text.append(", column ").append(location.getColumnNr());
    }
    return text.toString();
  }

  @Override
  public byte[] write(Object value, @Nullable Type declared) throws IOException {
    JavaType type =
        declared == null ? null : exact(mapper.constructType(declared), value.getClass());
    return type == null
        ? mapper.writeValueAsBytes(value)
        : mapper.writerFor(type).writeValueAsBytes(value);
  }

  /**
   * Returns the value's class with the declared type arguments: {@code ArrayList<Shape>} for a
   * declared {@code List<Shape>}. Null if the class has no type arguments to add.
   */
  private @Nullable JavaType exact(JavaType declared, Class<?> value) {
    boolean generic = declared.hasGenericTypes() || declared.isArrayType();
    if (!generic || !declared.getRawClass().isAssignableFrom(value)) {
      return null;
    }
    try {
      return declared.getRawClass() == value
          ? declared
          : mapper.getTypeFactory().constructSpecializedType(declared, value);
    } catch (IllegalArgumentException e) {
      return null; // the class does not pass the arguments on unchanged
    }
  }
}
